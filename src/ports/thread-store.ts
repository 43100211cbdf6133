import type { ThreadHeader, ThreadRecord } from '../domain/conversation/thread-record.js';
import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { Result } from '../domain/result.js';

/** A thread that was read back. */
export interface StoredThread {
  readonly header: ThreadHeader;
  /** Oldest first. A torn last line was dropped. */
  readonly records: readonly ThreadRecord[];
  /** Continues the same session. */
  readonly writer: ThreadWriter;
}

/** One line of a listing. */
export interface ThreadSummary {
  readonly threadId: string;
  readonly cwd: AbsolutePath;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The first prompt, cut to 200 characters; empty when there is none. */
  readonly preview: string;
  /** Where the session is kept, for people; absent when it is not a file. */
  readonly location?: string;
}

/** Which threads to list. */
export interface ThreadFilter {
  readonly cwd?: AbsolutePath;
  /** At most this many, >= 1; 50 when absent. */
  readonly limit?: number;
}

/** Why a thread could not be opened. */
export type ThreadStoreError =
  | { readonly code: 'invalid-id'; readonly threadId: string; readonly message: string }
  | { readonly code: 'not-found'; readonly threadId: string; readonly message: string }
  | { readonly code: 'unreadable'; readonly threadId: string; readonly message: string; readonly cause?: unknown };

/** Appends to one session. */
export interface ThreadWriter {
  /** Where the session is kept, for people; absent when it is not a file. */
  readonly location?: string;
  /** Queues records in order. They reach the disk soon, without being waited for; only `flush` tells whether they did. */
  append(records: readonly ThreadRecord[]): void;
  /**
   * Settles when everything appended so far is written; rejects with a `CodexError` of code `thread-store-failed` when it could not be.
   * A turn flushes before it tells the host of an item and before it asks the model again, so this should be quick.
   */
  flush(): Promise<void>;
  /**
   * Flushes and releases the session, and tells where it ended. Appending afterwards is a mistake of the caller and throws a `CodexError`
   * of code `closed`.
   */
  close(): Promise<SessionMark>;
}

/** Where a session ended when it was released. Only the store that made it knows what it means. */
export interface SessionMark {
  readonly threadId: string;
}

/**
 * Keeps threads so that they can be resumed.
 *
 * Ordering: records come back in the order of their appending. Durability: what was flushed survives the death of the process.
 * A session that was cut off in the middle of a record opens with everything before it.
 */
export interface ThreadStore {
  /** Begins a session. Nothing exists before this call. */
  create(header: ThreadHeader): Promise<ThreadWriter>;
  /** @throws CodexError of code `thread-busy` while a writer of the thread is not closed, here or in another process. */
  open(threadId: string): Promise<Result<StoredThread, ThreadStoreError>>;
  /**
   * Takes a session again that this process released, without reading it; `undefined` when somebody else has written to it since, or
   * it is gone: open it then.
   */
  reclaim(mark: SessionMark): Promise<ThreadWriter | undefined>;
  /** Last written first. */
  list(filter?: ThreadFilter): Promise<readonly ThreadSummary[]>;
}
