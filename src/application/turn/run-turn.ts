import { contextMessages } from '../../domain/conversation/context/context-messages.js';
import { encodeHistoryItem } from '../../domain/conversation/encode-history-item.js';
import { shownItem } from '../../domain/conversation/project-item.js';
import type { ThreadEvent, Usage } from '../../domain/conversation/thread-event.js';
import type { TokenUsage } from '../../domain/conversation/token-usage.js';
import { type AttachedImage, userMessage } from '../../domain/conversation/user-message.js';
import { identityOf } from '../../domain/permissions/resolved-permission-profile.js';
import { effectiveProfile, rawProfile } from '../../domain/permissions/thread-permissions.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';
import type { TurnOutcome } from '../../domain/turn/turn-state.js';
import type { ModelRequest } from '../../ports/model.js';
import type { OpenThread } from '../session/open-thread.js';
import { gatherSurroundings } from './gather-surroundings.js';
import { offeredTools } from './offered-tools.js';
import { sampleModel } from './sample-model.js';
import { ToolDispatch } from './tool-dispatch.js';
import { TurnDriver } from './turn-driver.js';
import { TurnItems } from './turn-items.js';
import type { TurnScope } from './turn-scope.js';

/** What a turn is asked to do. */
export interface TurnRequest {
  readonly turnId: string;
  readonly text: string;
  readonly images: readonly AttachedImage[];
  readonly outputSchema?: JsonObject;
  /** Things to tell the host first, such as settings that have no effect. */
  readonly warnings: readonly string[];
  readonly deltas: 'reported' | 'dropped';
}

/** How a turn is watched and steered. */
export interface TurnControl {
  emit(event: ThreadEvent): void;
  /** Called once the turn can be steered and interrupted. */
  started(driver: TurnDriver): void;
}

/**
 * Runs one turn: context and input are recorded, the model is sampled, its calls are carried out, until the turn machine finishes.
 * Before the last event is emitted, everything that was finished is in the session, and the session is free for others.
 */
export async function runTurn(thread: OpenThread, request: TurnRequest, control: TurnControl): Promise<TurnOutcome> {
  const { ports, session } = thread;
  const startedAt = ports.clock.monotonic();
  const span = ports.telemetry.startSpan('turn', { 'thread.id': session.header.threadId });
  const items = new TurnItems(control.emit, request.deltas);
  control.emit({ type: 'turn.started' });
  for (const message of request.warnings) items.add({ type: 'error', message });
  const surroundings = await gatherSurroundings(thread);
  const scope = scopeOf(thread, request, items);
  const tools = await offeredTools(ports, items);
  const dispatch = new ToolDispatch(tools);
  const driver = new TurnDriver(scope, {
    tools: dispatch,
    desk: thread.desk,
    handlers: handlersOf(thread, { request, scope, dispatch, emit: control.emit }),
  });
  noteStart(thread, request);
  const messages = contextMessages(surroundings, session.surroundings);
  session.surroundings = surroundings;
  session.record(messages.map(encodeHistoryItem));
  noteInput(thread, request);
  control.started(driver);
  const input = encodeHistoryItem(userMessage(request.text, request.images));
  const outcome = await driver.run([input], retryLimits(thread));
  items.finish();
  noteEnd(thread, request.turnId, { outcome, durationMs: ports.clock.monotonic() - startedAt });
  await session.release();
  span.end(outcome.kind === 'completed' ? 'ok' : outcome.kind === 'failed' ? 'error' : 'cancelled');
  return outcome;
}

/** Reports a turn's end to the host, and to whoever wants to be told. */
export function announceOutcome(
  thread: OpenThread,
  request: TurnRequest,
  { outcome, emit }: { readonly outcome: TurnOutcome; readonly emit: TurnControl['emit'] },
): void {
  const { ports, session, settings } = thread;
  const origin = { threadId: session.header.threadId, turnId: request.turnId, cwd: settings.cwd };
  if (outcome.kind === 'completed') {
    emit({ type: 'turn.completed', usage: publicUsage(session.usage) });
    const last = outcome.lastMessage === undefined ? {} : { lastAgentMessage: outcome.lastMessage };
    ports.notifier.notify({ type: 'turn-complete', ...origin, inputMessages: [request.text], ...last });
    return;
  }
  const message = outcome.kind === 'failed' ? outcome.message : interruptedMessage;
  emit({ type: 'error', message });
  emit({ type: 'turn.failed', error: { message } });
  if (outcome.kind === 'failed') ports.notifier.notify({ type: 'turn-failed', ...origin, message });
}

/** The message of a turn that `interrupt()` ended. */
export const interruptedMessage = 'the turn was interrupted';

function scopeOf(
  { settings, session, ports, context, commands }: OpenThread,
  { turnId }: TurnRequest,
  items: TurnItems,
): TurnScope {
  return {
    threadId: session.header.threadId,
    turnId,
    cwd: settings.cwd,
    permissions: {
      profile: effectiveProfile(settings.permissions),
      context,
      approvalPolicy: settings.approvalPolicy,
    },
    environmentPolicy: settings.environmentPolicy,
    ports,
    items,
    sessions: commands,
  };
}

interface HandlerParts {
  readonly request: TurnRequest;
  readonly scope: TurnScope;
  readonly dispatch: ToolDispatch;
  readonly emit: TurnControl['emit'];
}

function handlersOf(
  thread: OpenThread,
  { request, scope, dispatch, emit }: HandlerParts,
): ConstructorParameters<typeof TurnDriver>[1]['handlers'] {
  const { session, model, settings } = thread;
  return {
    record: (entries) => {
      session.record(entries);
      for (const { item } of entries) {
        const shown = shownItem(item);
        if (shown !== undefined) scope.items.add(shown);
      }
    },
    sample: (feed, signal) =>
      sampleModel(model, modelRequest(thread, request, dispatch), { scope, signal, dispatch: feed }),
    notice: (message) => emit({ type: 'error', message }),
    count: (usage) => session.count(usage, settings.contextWindow),
  };
}

function modelRequest({ session, settings }: OpenThread, request: TurnRequest, tools: ToolDispatch): ModelRequest {
  const { threadId } = session.header;
  return {
    threadId,
    turnId: request.turnId,
    model: settings.model,
    instructions: settings.baseInstructions,
    history: session.history,
    tools:
      settings.webSearch === 'disabled'
        ? tools.definitions
        : [...tools.definitions, { kind: 'web-search', access: settings.webSearch }],
    parallelToolCalls: true,
    cacheKey: threadId,
    ...(settings.reasoning === undefined ? {} : { reasoning: settings.reasoning }),
    ...(settings.verbosity === undefined ? {} : { verbosity: settings.verbosity }),
    ...(request.outputSchema === undefined ? {} : { outputSchema: request.outputSchema }),
  };
}

function noteStart({ session, settings, ports }: OpenThread, { turnId }: TurnRequest): void {
  const window = settings.contextWindow === undefined ? {} : { contextWindow: settings.contextWindow };
  session.note({ kind: 'turn-started', turnId, at: ports.clock.now(), ...window });
  const now = ports.clock.now();
  const profileId = identityOf(settings.permissions.selected.value)?.id;
  session.note({
    kind: 'turn-context',
    context: {
      turnId,
      cwd: settings.cwd,
      workspaceRoots: settings.permissions.workspaceRoots,
      currentDate: new Date(now + ports.clock.utcOffsetMinutes(now) * 60_000).toISOString().slice(0, 10),
      timezone: ports.environment.timezone,
      approvalPolicy: settings.approvalPolicy,
      permissionProfile: rawProfile(settings.permissions),
      model: settings.model,
      ...(profileId === undefined ? {} : { permissionProfileId: profileId }),
      ...(settings.reasoning?.effort === undefined ? {} : { reasoningEffort: settings.reasoning.effort }),
      ...(settings.reasoning?.summary === undefined ? {} : { reasoningSummary: settings.reasoning.summary }),
    },
  });
}

function noteInput({ session }: OpenThread, { text, images }: TurnRequest): void {
  session.note({ kind: 'user-message', text, images: [], localImages: images.map(({ path }) => path) });
}

function noteEnd(
  { session, ports }: OpenThread,
  turnId: string,
  { outcome, durationMs }: { readonly outcome: TurnOutcome; readonly durationMs: number },
): void {
  const at = ports.clock.now();
  if (outcome.kind === 'interrupted') {
    session.note({ kind: 'turn-aborted', turnId, reason: 'interrupted', at, durationMs });
    return;
  }
  const last =
    outcome.kind === 'completed' && outcome.lastMessage !== undefined ? { lastAgentMessage: outcome.lastMessage } : {};
  session.note({ kind: 'turn-completed', turnId, at, durationMs, ...last });
}

function retryLimits({ settings: { provider } }: OpenThread): {
  readonly requestMaxRetries: number;
  readonly streamMaxRetries: number;
} {
  return { requestMaxRetries: provider.requestMaxRetries, streamMaxRetries: provider.streamMaxRetries };
}

function publicUsage(usage: TokenUsage): Usage {
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    cache_write_input_tokens: usage.cacheWriteInputTokens,
    output_tokens: usage.outputTokens,
    reasoning_output_tokens: usage.reasoningOutputTokens,
  };
}
