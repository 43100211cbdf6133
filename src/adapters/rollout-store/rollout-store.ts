import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CodexError } from '../../domain/codex-error.js';
import { isThreadId } from '../../domain/conversation/thread-id.js';
import type { ThreadHeader } from '../../domain/conversation/thread-record.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
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
import { encodeHeader, renderLine } from './encode-record.js';
import { findSession } from './find-session.js';
import { listSessions } from './list-sessions.js';
import { makeFolder } from './make-folder.js';
import { OpenWriters } from './open-writers.js';
import { identifyOwnProcess, type ProcessIdentity } from './process-identity.js';
import { readSession } from './read-session.js';
import { RolloutMark, RolloutWriter, type WritableSession } from './rollout-writer.js';
import { createSessionFile, sizeOf } from './session-file.js';
import { lockSession, type SessionLock } from './session-lock.js';
import { dayFolder, planSessionPath, type SessionDay } from './session-path.js';

/** What a rollout store needs. */
export interface RolloutStoreOptions {
  /** Sessions lie in its folder `sessions`, which is made when the first thread begins. */
  readonly codexHome: AbsolutePath;
  readonly clock: Pick<Clock, 'now' | 'utcOffsetMinutes'>;
}

const defaultLimit = 50;

/**
 * Keeps threads in the session files of the public Codex: one file for a thread, one JSON object for a line, below
 * `<codexHome>/sessions/YYYY/MM/DD`. Either program can resume what the other one began.
 */
export class RolloutStore implements ThreadStore {
  readonly #folder: string;
  readonly #clock: RolloutStoreOptions['clock'];
  readonly #writers = new OpenWriters();
  #identity: ProcessIdentity | undefined;

  constructor(options: RolloutStoreOptions) {
    this.#folder = join(options.codexHome, 'sessions');
    this.#clock = options.clock;
  }

  /** @throws CodexError of code `thread-store-failed` when the thread exists already or its file cannot be written */
  async create(header: ThreadHeader): Promise<ThreadWriter> {
    const { threadId, createdAt } = header;
    if (!isThreadId(threadId)) throw new CodexError('thread-store-failed', invalidId(threadId));
    const utcOffsetMinutes = this.#clock.utcOffsetMinutes(createdAt);
    const { day, name } = planSessionPath({ threadId, createdAt, utcOffsetMinutes });
    try {
      return this.#begin(header, join(makeDayFolder(this.#folder, day), name));
    } catch (cause) {
      if (CodexError.is(cause)) throw cause;
      throw beginFailed(threadId, cause);
    }
  }

  /** @throws CodexError of code `thread-busy` while another writer has the thread, in this process or another */
  async open(threadId: string): Promise<Result<StoredThread, ThreadStoreError>> {
    if (!isThreadId(threadId)) return err({ code: 'invalid-id', threadId, message: invalidId(threadId) });
    try {
      const path = await findSession(this.#folder, threadId);
      if (path !== undefined) return await this.#resume(threadId, path);
      const message = `no session in \`${this.#folder}\` has the id \`${threadId}\`; \`listThreads\` tells which there are`;
      return err({ code: 'not-found', threadId, message });
    } catch (cause) {
      if (CodexError.is(cause)) throw cause;
      return err({
        code: 'unreadable',
        threadId,
        message: `cannot open thread \`${threadId}\`: ${reasonOf(cause)}`,
        cause,
      });
    }
  }

  /** @throws CodexError of code `thread-busy` while another writer has the thread, in this process or another */
  async reclaim(mark: SessionMark): Promise<ThreadWriter | undefined> {
    if (!(mark instanceof RolloutMark)) return undefined;
    const { threadId, path, identity, size, nextOrdinal, endsInLine } = mark;
    if (sizeOf(path, identity) !== size) return undefined;
    const lock = this.#lock(threadId, path);
    // Somebody may have written and left between the look and the lock.
    if (sizeOf(path, identity) === size) {
      return this.#track({ threadId, path, lock, identity, endsInLine, nextOrdinal });
    }
    lock.release();
    return undefined;
  }

  /** Last written first; the 5,000 newest threads are looked at. */
  async list(filter: ThreadFilter = {}): Promise<readonly ThreadSummary[]> {
    return listSessions(this.#folder, { ...filter, limit: filter.limit ?? defaultLimit });
  }

  #begin(header: ThreadHeader, path: string): ThreadWriter {
    const { threadId } = header;
    const lock = this.#lock(threadId, path);
    try {
      const created = createSessionFile(path, renderLine(encodeHeader(header)));
      return this.#track({ threadId, path, lock, ...created, endsInLine: false, nextOrdinal: undefined });
    } catch (cause) {
      lock.release();
      throw cause;
    }
  }

  async #resume(threadId: string, path: string): Promise<Result<StoredThread, ThreadStoreError>> {
    const lock = this.#lock(threadId, path);
    let session: Awaited<ReturnType<typeof readSession>> | undefined;
    try {
      session = await readSession(this.#folder, { threadId, path });
    } finally {
      if (session?.ok !== true) lock.release();
    }
    if (!session.ok) return err({ code: 'unreadable', threadId, ...session.error });
    const { header, records, ...end } = session.value;
    return ok({ header, records, writer: this.#track({ threadId, path, lock, ...end }) });
  }

  #lock(threadId: string, sessionPath: string): SessionLock {
    this.#identity ??= identifyOwnProcess();
    return lockSession({ threadId, sessionPath, owner: this.#identity });
  }

  #track(session: Omit<WritableSession, 'clock'>): ThreadWriter {
    const writer = new RolloutWriter({ ...session, clock: this.#clock }, () => this.#writers.delete(writer));
    this.#writers.add(writer);
    return writer;
  }
}

/** Makes the folder of a day. Links on the way below the folder of sessions are refused: they could lead a session out of it. */
function makeDayFolder(sessionsFolder: string, day: SessionDay): string {
  const folder = dayFolder(sessionsFolder, day);
  makeFolder(folder);
  const steps = [folder, dirname(folder), dirname(dirname(folder))];
  const link = steps.find((step) => lstatSync(step).isSymbolicLink());
  if (link !== undefined) throw new Error(`\`${link}\` is a symbolic link; put a folder in its place`);
  return folder;
}

function beginFailed(threadId: string, cause: unknown): CodexError {
  return new CodexError('thread-store-failed', `cannot begin thread \`${threadId}\`: ${reasonOf(cause)}`, { cause });
}

function reasonOf(cause: unknown): string {
  if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return 'it exists already';
  return cause instanceof Error ? cause.message : String(cause);
}

function invalidId(threadId: string): string {
  return `\`${threadId}\` is not the id of a thread; expected a UUID in lower case`;
}
