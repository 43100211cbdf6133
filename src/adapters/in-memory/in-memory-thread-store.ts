import { CodexError } from '../../domain/codex-error.js';
import { isThreadId } from '../../domain/conversation/thread-id.js';
import { threadPreview } from '../../domain/conversation/thread-preview.js';
import type { ThreadHeader, ThreadRecord } from '../../domain/conversation/thread-record.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { Clock } from '../../ports/clock.js';
import type {
  SessionMark,
  StoredThread,
  ThreadFilter,
  ThreadStore,
  ThreadStoreError,
  ThreadSummary,
  ThreadWriter,
} from '../../ports/thread-store.js';

interface Session {
  readonly header: ThreadHeader;
  readonly records: ThreadRecord[];
  updatedAt: number;
  busy: boolean;
}

/** Keeps threads as long as it lives. */
export class InMemoryThreadStore implements ThreadStore {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #sessions = new Map<string, Session>();

  /** @param options.clock tells when a thread was updated; the machine's clock when absent */
  constructor(options: { readonly clock?: Pick<Clock, 'now'> } = {}) {
    this.#clock = options.clock ?? Date;
  }

  /** What was appended to a thread so far, oldest first; empty for an unknown thread. */
  recordsOf(threadId: string): readonly ThreadRecord[] {
    return this.#sessions.get(threadId)?.records ?? [];
  }

  async create(header: ThreadHeader): Promise<ThreadWriter> {
    const { threadId } = header;
    if (!isThreadId(threadId)) throw new CodexError('thread-store-failed', invalidId(threadId));
    if (this.#sessions.has(threadId)) {
      throw new CodexError('thread-store-failed', `thread \`${threadId}\` exists already; open it instead`);
    }
    const session: Session = { header, records: [], updatedAt: this.#clock.now(), busy: true };
    this.#sessions.set(threadId, session);
    return this.#writer(session);
  }

  /** @throws CodexError of code `thread-busy` while a writer of the thread is not closed. */
  async open(threadId: string): Promise<Result<StoredThread, ThreadStoreError>> {
    if (!isThreadId(threadId)) return err({ code: 'invalid-id', threadId, message: invalidId(threadId) });
    const session = this.#sessions.get(threadId);
    if (session === undefined) {
      return err({ code: 'not-found', threadId, message: `no thread has the id \`${threadId}\`` });
    }
    if (session.busy) throw new CodexError('thread-busy', `thread \`${threadId}\` is in use; close it first`);
    session.busy = true;
    return ok({ header: session.header, records: [...session.records], writer: this.#writer(session) });
  }

  async reclaim(mark: SessionMark): Promise<ThreadWriter | undefined> {
    const session = this.#sessions.get(mark.threadId);
    if (session === undefined || !('length' in mark) || mark.length !== session.records.length) return undefined;
    if (session.busy) throw new CodexError('thread-busy', `thread \`${mark.threadId}\` is in use; close it first`);
    session.busy = true;
    return this.#writer(session);
  }

  async list(filter: ThreadFilter = {}): Promise<readonly ThreadSummary[]> {
    return [...this.#sessions.values()]
      .filter(({ header }) => filter.cwd === undefined || header.cwd === filter.cwd)
      .sort(newestFirst)
      .slice(0, filter.limit ?? 50)
      .map(summarise);
  }

  #writer(session: Session): ThreadWriter {
    let closed = false;
    return {
      append: (records) => {
        if (closed) throw new CodexError('closed', `the session of thread \`${session.header.threadId}\` is closed`);
        for (const record of records) session.records.push(record);
        session.updatedAt = this.#clock.now();
      },
      flush: async () => undefined,
      close: async () => {
        if (!closed) session.busy = false;
        closed = true;
        return markOf(session);
      },
    };
  }
}

function markOf({ header, records }: Session): SessionMark & { readonly length: number } {
  return { threadId: header.threadId, length: records.length };
}

function invalidId(threadId: string): string {
  return `\`${threadId}\` is not the id of a thread; expected a UUID in lower case`;
}

function newestFirst(a: Session, b: Session): number {
  if (a.updatedAt !== b.updatedAt) return b.updatedAt - a.updatedAt;
  return a.header.threadId < b.header.threadId ? 1 : -1;
}

function summarise({ header, records, updatedAt }: Session): ThreadSummary {
  const first = records.find((record) => record.kind === 'user-message');
  return {
    threadId: header.threadId,
    cwd: header.cwd,
    createdAt: header.createdAt,
    updatedAt,
    preview: threadPreview(first?.kind === 'user-message' ? first.text : ''),
  };
}
