import { contextMessages, type TurnSurroundings } from '../../domain/conversation/context/context-messages.js';
import { encodeHistoryItem } from '../../domain/conversation/encode-history-item.js';
import { effectiveProfile } from '../../domain/permissions/thread-permissions.js';
import { spendingLimits } from '../../domain/turn/spending-limit.js';
import type { TurnOutcome, TurnRules } from '../../domain/turn/turn-state.js';
import type { OpenThread } from '../session/open-thread.js';
import { gatherSurroundings } from './gather-surroundings.js';
import { offeredTools } from './offered-tools.js';
import { SpokenInput } from './spoken-input.js';
import { ToolDispatch } from './tool-dispatch.js';
import { TurnDriver } from './turn-driver.js';
import { turnHandlers } from './turn-handlers.js';
import { TurnItems } from './turn-items.js';
import { noteEnd, noteStart } from './turn-notes.js';
import type { TurnControl, TurnReport, TurnRequest } from './turn-request.js';
import type { TurnScope } from './turn-scope.js';
import { UsageMeter } from './usage-meter.js';

/**
 * Runs one turn: context and input are recorded, the model is sampled, its calls are carried out, until the turn machine finishes.
 * Before it settles, everything that was finished is in the session, and the session is free for others.
 */
export async function runTurn(thread: OpenThread, request: TurnRequest, control: TurnControl): Promise<TurnReport> {
  const { ports, session } = thread;
  const { threadId } = session.header;
  const span = ports.telemetry.startSpan('turn', { 'thread.id': threadId });
  const about = { module: 'turn', thread: threadId, turn: request.turnId };
  ports.logger.log('info', 'a turn starts', { ...about, model: thread.settings.model, cwd: thread.settings.cwd });
  try {
    const report = await perform(thread, request, control);
    const { kind } = report.outcome;
    ports.logger.log('info', 'a turn is over', { ...about, outcome: kind });
    span.end(kind === 'completed' ? 'ok' : kind === 'interrupted' ? 'cancelled' : 'error');
    return report;
  } catch (error) {
    ports.logger.log('error', 'a turn broke off', { ...about, error });
    span.end('error');
    throw error;
  }
}

async function perform(thread: OpenThread, request: TurnRequest, control: TurnControl): Promise<TurnReport> {
  const { ports, session } = thread;
  const startedAt = ports.clock.monotonic();
  const items = new TurnItems(control, request.deltas);
  control.emit({ type: 'turn.started' });
  for (const message of request.warnings) items.add({ type: 'error', message });
  const surroundings = await gatherSurroundings(thread);
  const scope = scopeOf(thread, request, items);
  const tools = new ToolDispatch(
    request.goal.kind === 'answer' ? await offeredTools(ports, { items, signal: control.signal }) : [],
    thread.settings.tools,
  );
  const meter = new UsageMeter(thread, request.deltas === 'reported' ? control.emit : undefined);
  const spoken = new SpokenInput();
  const handlers = turnHandlers({ thread, request, items, tools, meter, spoken, ...control });
  const driver = new TurnDriver(scope, { tools, desk: thread.desk, handlers });
  noteStart(thread, request.turnId);
  control.started({
    steer: (prompt) => driver.dispatch({ type: 'steer', entries: [spoken.entry(prompt)] }),
    interrupt: () => driver.dispatch({ type: 'interrupt' }),
  });
  const outcome = await pursue(driver, { thread, request, surroundings, spoken });
  items.finish();
  noteEnd(thread, { turnId: request.turnId, outcome, durationMs: ports.clock.monotonic() - startedAt });
  await session.release();
  return { outcome, ...meter.report() };
}

interface Pursuit {
  readonly thread: OpenThread;
  readonly request: TurnRequest;
  readonly surroundings: TurnSurroundings;
  readonly spoken: SpokenInput;
}

function pursue(driver: TurnDriver, { thread, request, surroundings, spoken }: Pursuit): Promise<TurnOutcome> {
  const { session } = thread;
  const rules = turnRules(thread, request);
  const before = session.surroundings;
  session.surroundings = surroundings;
  // A compaction says everything about the surroundings again.
  if (request.goal.kind === 'compaction') return driver.compact(rules);
  const isNew = session.history.length === 0;
  session.record(contextMessages(surroundings, before, thread.settings.omitted).map(encodeHistoryItem));
  // There is nothing to compact before the first turn, however long the instructions are.
  return driver.run([spoken.entry(request.goal.prompt)], rules, isNew ? 0 : session.contextTokens);
}

function turnRules({ settings, session }: OpenThread, request: TurnRequest): TurnRules {
  const { requestMaxRetries, streamMaxRetries } = settings.provider;
  return {
    retries: { requestMaxRetries, streamMaxRetries },
    limits: spendingLimits(request.limits, settings.limits, session.spent),
    compactAtTokens: settings.compactAtTokens,
  };
}

function scopeOf(
  { settings, session, ports, context, commands, rules }: OpenThread,
  { turnId, diffs }: TurnRequest,
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
    tools: settings.tools,
    ports,
    items,
    sessions: commands,
    rules,
    diffs,
  };
}
