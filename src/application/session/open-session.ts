import { CodexError } from '../../domain/codex-error.js';
import type { ModelProvider } from '../../domain/config/model-providers.js';
import type { NotificationSettings } from '../../domain/config/settings.js';
import { completeCalls } from '../../domain/conversation/complete-calls.js';
import type { ThreadHeader, TurnContext } from '../../domain/conversation/thread-record.js';
import { type AbsolutePath, parentOf, resolvePath } from '../../domain/paths/absolute-path.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import { effectiveProfile } from '../../domain/permissions/thread-permissions.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { Model } from '../../ports/model.js';
import type { Notifier } from '../../ports/notifier.js';
import type { ThreadStore } from '../../ports/thread-store.js';
import type { ToolSource } from '../../ports/tool-source.js';
import type { AgentPorts, SharedPorts } from '../agent-ports.js';
import { CommandRules } from '../commands/command-rules.js';
import { CommandSessions } from '../commands/command-sessions.js';
import { SettledFileSystem, settledPlaces } from '../permissions/settled-file-system.js';
import type { SettingsSources } from '../settings/load-config.js';
import { resolveThreadSettings } from '../settings/resolve-thread-settings.js';
import type { ThreadOptions } from '../settings/thread-options.js';
import type { ThreadSettings } from '../settings/thread-settings.js';
import type { SharedWork } from '../shared-work.js';
import { ApprovalDesk } from '../turn/approval-desk.js';
import { gatherSurroundings, surroundingsOf } from '../turn/gather-surroundings.js';
import { toldPermissions } from '../turn/told-permissions.js';
import type { OpenThread } from './open-thread.js';
import { replayRecords } from './session-tally.js';
import { ThreadSession } from './thread-session.js';
import { toldInstructions } from './told-instructions.js';

/** Where a thread's history comes from. */
export type ThreadOrigin =
  | { readonly kind: 'new' }
  | { readonly kind: 'resumed'; readonly threadId: string }
  /** A new thread that starts with a copy of another one's history. */
  | { readonly kind: 'forked'; readonly threadId: string };

/** What opening a thread needs. */
export interface SessionParts {
  readonly ports: SharedPorts;
  readonly sources: SettingsSources;
  readonly modelFor: (provider: ModelProvider) => Promise<Model>;
  readonly notifierFor: (settings: NotificationSettings) => Promise<Notifier>;
  /** The tools that only this thread has, such as those of its MCP servers; none when absent. Starts nothing yet. */
  readonly toolSourceFor?: (settings: ThreadSettings, ports: AgentPorts) => Promise<ToolSource | undefined>;
  /** Makes a place in memory for one ephemeral thread, which is gone with the thread. */
  readonly ephemeralStore: () => ThreadStore;
  /** The version of this package. */
  readonly version: string;
  /** Shared by the threads that have these parts in common; every thread prepares for itself when absent. */
  readonly grounds?: SharedWork<ThreadGround>;
}

/** What a thread stands on. Options and configuration decide it, so threads that have them in common may share it. */
export type ThreadGround = Pick<OpenThread, 'settings' | 'context' | 'told' | 'model'> & {
  readonly notifier: Notifier;
};

/**
 * Opens a thread: settings, working directory, session and model.
 *
 * @throws CodexError as {@link resolveThreadSettings} does, and `not-a-repository`, `thread-not-found`, `thread-busy`, `thread-store-failed`.
 */
export async function openThread(
  options: ThreadOptions,
  origin: ThreadOrigin,
  parts: SessionParts,
): Promise<OpenThread> {
  const work = (): Promise<ThreadGround> => prepareGround(options, parts);
  const { settings, context, told, model, notifier } =
    parts.grounds === undefined ? await work() : await parts.grounds.do(JSON.stringify(options), work);
  const places = settledPlaces(effectiveProfile(settings.permissions), context);
  const fileSystem = new SettledFileSystem(parts.ports.fileSystem, places, parts.ports.logger);
  const ports = await withOwnTools({ ...parts.ports, fileSystem, notifier }, settings, parts);
  // INVARIANT: from here on the session is released when something fails, or nobody could open it again.
  const started = await openSession(settings, origin, parts);
  const newSessionId = (): number => 10_000 + (Number.parseInt(ports.ids.hex(6), 16) % 90_000);
  const thread: OpenThread = {
    settings: withSessionInstructions(settings, options, started.session),
    session: started.session,
    model,
    ports,
    context,
    told,
    commands: new CommandSessions(newSessionId),
    rules: new CommandRules(ports.ruleStore, settings.ruleDirectories),
    desk: new ApprovalDesk(),
  };
  if (started.lastContext !== undefined) await recallSurroundings(thread, started.lastContext);
  return thread;
}

async function prepareGround(options: ThreadOptions, parts: SessionParts): Promise<ThreadGround> {
  const settings = await resolveThreadSettings(options, parts.sources);
  if (settings.repositoryCheck === 'required') await requireRepository(settings.cwd, parts.ports.fileSystem);
  const { cwd, permissions, temporary } = settings;
  const context: PermissionContext = { cwd, workspaceRoots: permissions.workspaceRoots, ...temporary };
  const [model, notifier] = await Promise.all([
    parts.modelFor(settings.provider),
    parts.notifierFor(settings.notifications),
  ]);
  return { settings, context, told: toldPermissions(settings, context), model, notifier };
}

async function withOwnTools(
  ports: AgentPorts,
  settings: ThreadSettings,
  { toolSourceFor }: SessionParts,
): Promise<AgentPorts> {
  const own = await toolSourceFor?.(settings, ports);
  return own === undefined ? ports : { ...ports, toolSources: [...ports.toolSources, own] };
}

/** Puts together what the model was told in earlier processes. */
async function recallSurroundings(thread: OpenThread, recorded: TurnContext): Promise<void> {
  const { session, context } = thread;
  try {
    const now = await gatherSurroundings(thread);
    const { developerInstructions: _, projectInstructions: __, ...rest } = surroundingsOf(recorded, now, context);
    session.surroundings = { ...rest, ...toldInstructions(session.history) };
  } catch (error) {
    await session.release();
    throw error;
  }
}

/** A thread keeps the instructions that it began with, unless others are given: the provider's cache depends on them. */
function withSessionInstructions(
  settings: ThreadSettings,
  options: ThreadOptions,
  session: ThreadSession,
): ThreadSettings {
  const { baseInstructions } = session.header;
  return options.baseInstructions !== undefined || baseInstructions === ''
    ? settings
    : { ...settings, baseInstructions };
}

interface StartedSession {
  readonly session: ThreadSession;
  readonly lastContext?: TurnContext;
}

async function openSession(
  settings: ThreadSettings,
  origin: ThreadOrigin,
  parts: SessionParts,
): Promise<StartedSession> {
  const ephemeral = settings.persistence === 'ephemeral';
  const store = ephemeral ? parts.ephemeralStore() : parts.ports.threadStore;
  if (origin.kind === 'new') {
    const header = newHeader(settings, parts);
    const writer = await store.create(header);
    return { session: new ThreadSession({ header, writer, store }) };
  }
  const { threadStore } = parts.ports;
  const stored = await threadStore.open(origin.threadId);
  if (!stored.ok) throw new CodexError('thread-not-found', stored.error.message, { cause: stored.error });
  const { header, records, writer } = stored.value;
  const { history, kept, tally } = replayRecords(records);
  const last = records.findLast((record) => record.kind === 'turn-context');
  const lastContext = last === undefined ? {} : { lastContext: last.context };
  const repaired = completeCalls(history, kept);
  if (origin.kind === 'resumed' && !ephemeral) {
    const session = new ThreadSession({ header, writer, store, history: repaired, tally });
    return { session, ...lastContext };
  }
  await writer.close();
  if (origin.kind === 'resumed') {
    const session = new ThreadSession({ header, writer: await store.create(header), store, history: repaired, tally });
    return { session, ...lastContext };
  }
  const forked = newHeader(settings, parts);
  const session = new ThreadSession({ header: forked, writer: await store.create(forked), store });
  session.copy(repaired, tally.contextTokens);
  return { session, ...lastContext };
}

function newHeader(settings: ThreadSettings, { ports, sources, version }: SessionParts): ThreadHeader {
  return {
    threadId: ports.ids.uuid(),
    createdAt: ports.clock.now(),
    cwd: settings.cwd,
    originator: sources.codex.originator,
    version,
    source: sources.codex.source,
    modelProvider: settings.provider.id,
    baseInstructions: settings.baseInstructions,
  };
}

/** @throws CodexError `not-a-repository` */
async function requireRepository(cwd: AbsolutePath, fileSystem: FileSystem): Promise<void> {
  for (let directory = cwd; ; directory = parentOf(directory)) {
    if (await isRepository(directory, fileSystem)) return;
    if (parentOf(directory) === directory) break;
  }
  throw new CodexError(
    'not-a-repository',
    `\`${cwd}\` is not inside a git repository, so changes could not be undone; run \`git init\`, or set \`skipGitRepoCheck\``,
  );
}

/** A work tree points to its repository with a file; an empty `.git` directory, as sandboxes leave behind, is no repository. */
async function isRepository(directory: AbsolutePath, fileSystem: FileSystem): Promise<boolean> {
  const { type } = await fileSystem.inspect(resolvePath(directory, '.git'));
  if (type !== 'directory') return type === 'file';
  return (await fileSystem.inspect(resolvePath(directory, '.git/HEAD'))).type === 'file';
}
