import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { FixedEnvironment } from '../../../src/adapters/in-memory/fixed-environment.js';
import { InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { InMemoryRuleStore } from '../../../src/adapters/in-memory/in-memory-rule-store.js';
import { InMemorySandbox } from '../../../src/adapters/in-memory/in-memory-sandbox.js';
import { InMemoryThreadStore } from '../../../src/adapters/in-memory/in-memory-thread-store.js';
import { RecordingLogger } from '../../../src/adapters/in-memory/recording-logger.js';
import { RecordingNotifier } from '../../../src/adapters/in-memory/recording-notifier.js';
import { RecordingTelemetry } from '../../../src/adapters/in-memory/recording-telemetry.js';
import { SequentialIds } from '../../../src/adapters/in-memory/sequential-ids.js';
import { UnifiedDiffs } from '../../../src/adapters/unified-diff/unified-diffs.js';
import type { AgentPorts } from '../../../src/application/agent-ports.js';
import { CommandRules } from '../../../src/application/commands/command-rules.js';
import { CommandSessions } from '../../../src/application/commands/command-sessions.js';
import { TurnItems } from '../../../src/application/turn/turn-items.js';
import type { TurnScope } from '../../../src/application/turn/turn-scope.js';
import { inheritEverything } from '../../../src/domain/commands/environment-policy.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry, ToolCallItem } from '../../../src/domain/conversation/history-item.js';
import type { DetailedThreadEvent } from '../../../src/domain/conversation/thread-event.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { defaultToolRules } from '../../../src/domain/tools/tool-rules.js';

/** A path that is known to be absolute. */
export function absolute(text: string): AbsolutePath {
  const parsed = parseAbsolutePath(text);
  if (!parsed.ok) throw new Error(`\`${text}\` is not absolute`);
  return parsed.value;
}

/** A message of the user as a history entry. */
export function userEntry(text: string): HistoryEntry {
  return encodeHistoryItem({ kind: 'message', role: 'user', content: [{ kind: 'input-text', text }] });
}

/** A call of a function by the model. */
export function functionCall(name: string, values: unknown, callId = 'c1'): ToolCallItem {
  const text = typeof values === 'string' ? values : JSON.stringify(values);
  return { kind: 'function-call', callId, name, arguments: text };
}

/** Doubles for everything outside; each may be replaced, by the same kind of double if a test is to play with it. */
export function doubles<Replaced extends Partial<AgentPorts>>(replaced?: Replaced) {
  const defaults = {
    clock: new FixedClock(),
    ids: new SequentialIds(),
    environment: new FixedEnvironment({ workingDirectory: absolute('/repo') }),
    fileSystem: new InMemoryFileSystem({ '/repo/.git/HEAD': 'ref: refs/heads/main\n', '/tmp': { type: 'directory' } }),
    sandbox: new InMemorySandbox(),
    ruleStore: new InMemoryRuleStore(),
    diffRenderer: new UnifiedDiffs(),
    threadStore: new InMemoryThreadStore({ clock: { now: () => 0 } }),
    logger: new RecordingLogger(),
    telemetry: new RecordingTelemetry(),
    notifier: new RecordingNotifier(),
    toolSources: [],
  };
  return { ...defaults, ...replaced };
}

/** What is in force during a turn of a test: full access in `/repo`, unless something is replaced. */
export function scopeWith(
  ports: AgentPorts,
  replaced: Partial<TurnScope> = {},
): { readonly scope: TurnScope; readonly events: DetailedThreadEvent[] } {
  const events: DetailedThreadEvent[] = [];
  const cwd = absolute('/repo');
  let session = 0;
  const scope: TurnScope = {
    threadId: 'thread',
    turnId: 'turn',
    cwd,
    permissions: {
      profile: { kind: 'disabled' },
      context: { cwd, workspaceRoots: [cwd] },
      approvalPolicy: 'on-request',
    },
    environmentPolicy: inheritEverything,
    tools: defaultToolRules,
    ports,
    items: new TurnItems({ emit: (event) => events.push(event), crowded: () => false }, 'reported'),
    sessions: new CommandSessions(() => {
      session += 1;
      return session;
    }),
    rules: new CommandRules(ports.ruleStore),
    diffs: 'left-out',
    ...replaced,
  };
  return { scope, events };
}

/** A promise that a test settles. */
export function deferred<T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

/** Lets everything happen that needs no input and no time. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** An exception as a test compares it. */
export async function failureOf(work: () => unknown): Promise<{ readonly code?: unknown; readonly message: string }> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error)) throw new Error('something was thrown that is no error', { cause: error });
    return 'code' in error ? { code: error.code, message: error.message } : { message: error.message };
  }
  throw new Error('nothing failed');
}
