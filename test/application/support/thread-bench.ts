import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { InMemoryConfigSource } from '../../../src/adapters/in-memory/in-memory-config-source.js';
import { type InMemoryEntry, InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { InMemoryThreadStore } from '../../../src/adapters/in-memory/in-memory-thread-store.js';
import type { SharedPorts } from '../../../src/application/agent-ports.js';
import { openThread, type SessionParts, type ThreadOrigin } from '../../../src/application/session/open-session.js';
import type { OpenThread } from '../../../src/application/session/open-thread.js';
import type { CodexSettings } from '../../../src/application/settings/codex-settings.js';
import type { ThreadOptions } from '../../../src/application/settings/thread-options.js';
import { Thread } from '../../../src/application/thread.js';
import type { HistoryEntry } from '../../../src/domain/conversation/history-item.js';
import type { ThreadEvent } from '../../../src/domain/conversation/thread-event.js';
import type { Model } from '../../../src/ports/model.js';
import type { ThreadStore } from '../../../src/ports/thread-store.js';
import { ScriptedModel, type ScriptedStep } from '../../../src/testing/scripted-model.js';
import { absolute, doubles } from './build.js';

/** What a bench may be given instead of its doubles. */
export interface BenchParts {
  readonly files?: Readonly<Record<string, InMemoryEntry>>;
  readonly ports?: Partial<SharedPorts>;
  readonly model?: Model;
  readonly settings?: Partial<CodexSettings>;
  readonly parts?: Partial<SessionParts>;
}

/** Everything that threads need, in memory: a repository in `/repo`, a store, and a model that follows a script. */
export class ThreadBench {
  readonly clock = new FixedClock();
  readonly store: InMemoryThreadStore;
  readonly files: InMemoryFileSystem;
  readonly model: ScriptedModel;
  readonly closed: Thread[] = [];
  readonly #parts: SessionParts;

  constructor(script: readonly ScriptedStep[] = [], given: BenchParts = {}) {
    this.model = new ScriptedModel(script);
    this.store = new InMemoryThreadStore({ clock: this.clock });
    this.files = new InMemoryFileSystem({ '/repo/.git/HEAD': 'ref', '/tmp': { type: 'directory' }, ...given.files });
    const defaults = doubles({ clock: this.clock, threadStore: this.store, fileSystem: this.files });
    const { notifier, ...shared } = defaults;
    const ports: SharedPorts = { ...shared, ...given.ports };
    const codex: CodexSettings = {
      codexHome: absolute('/home/user/.codex'),
      userConfig: 'load',
      rules: 'load',
      unknownKeys: 'warn',
      layers: async () => [],
      configSource: new InMemoryConfigSource(),
      originator: 'test',
      source: 'sdk',
      approvals: 'unanswered',
      ...given.settings,
    };
    this.#parts = {
      ports,
      sources: { codex, environment: ports.environment, fileSystem: ports.fileSystem },
      modelFor: async () => given.model ?? this.model,
      notifierFor: async () => notifier,
      ephemeralStore: () => new InMemoryThreadStore({ clock: this.clock }),
      version: '0.0.0',
      ...given.parts,
    };
  }

  /** Opens a thread as its first turn does. */
  open(options: ThreadOptions = {}, origin: ThreadOrigin = { kind: 'new' }, parts = {}): Promise<OpenThread> {
    return openThread(options, origin, { ...this.#parts, ...parts });
  }

  /** A thread that opens when its first turn starts. */
  thread(options: ThreadOptions = {}, origin: ThreadOrigin = { kind: 'new' }): Thread {
    const open = (threadId?: string): Promise<OpenThread> =>
      this.open(options, threadId === undefined ? origin : { kind: 'resumed', threadId });
    const closed = (thread: Thread): void => void this.closed.push(thread);
    return new Thread({ open, closed }, origin.kind === 'resumed' ? origin.threadId : null);
  }
}

/** Every event of a turn. */
export async function eventsOf(events: AsyncIterable<ThreadEvent>): Promise<readonly ThreadEvent[]> {
  const all: ThreadEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** A history as role and text, or as the kind of the item. */
export function outlineOf(history: readonly HistoryEntry[]): readonly string[] {
  return history.map(({ item }) => {
    if (item.kind !== 'message') return item.kind;
    return `${item.role}: ${item.content.map((part) => (part.kind === 'image' ? '' : part.text)).join('|')}`;
  });
}

/** A store whose writers fail to close a given number of times, as if the disk were full. */
export function failingStore(inner: ThreadStore, failure: { left: number }): ThreadStore {
  return {
    create: async (header) => failingClose(await inner.create(header), failure),
    open: (threadId) => inner.open(threadId),
    reclaim: (mark) => inner.reclaim(mark),
    list: (filter) => inner.list(filter),
  };
}

/** A store whose new sessions flush when, and as far as, a test lets them. */
export function flushingStore(inner: ThreadStore, flush: () => Promise<void>): ThreadStore {
  return {
    create: async (header) => ({ ...(await inner.create(header)), flush }),
    open: (threadId) => inner.open(threadId),
    reclaim: (mark) => inner.reclaim(mark),
    list: (filter) => inner.list(filter),
  };
}

function failingClose<Writer extends { close: () => Promise<unknown> }>(
  writer: Writer,
  failure: { left: number },
): Writer {
  const { close } = writer;
  return {
    ...writer,
    close: async () => {
      const end = await close();
      if (failure.left === 0) return end;
      failure.left -= 1;
      throw new Error('the disk is full');
    },
  };
}
