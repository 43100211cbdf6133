import { closeSync, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { CodexError } from '../../domain/codex-error.js';
import type { ThreadRecord } from '../../domain/conversation/thread-record.js';
import type { Clock } from '../../ports/clock.js';
import type { SessionMark, ThreadWriter } from '../../ports/thread-store.js';
import { encodeRecord, renderLine } from './encode-record.js';
import { appendNow, type FileIdentity, reopenSessionFile, sizeOf } from './session-file.js';
import type { SessionLock } from './session-lock.js';

/** A session to append to. */
export interface WritableSession {
  readonly threadId: string;
  readonly path: string;
  readonly identity: FileIdentity;
  /** Open for appending, when the file is new. */
  readonly descriptor?: number;
  readonly lock: SessionLock;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether the last line lacks its line feed. */
  readonly endsInLine: boolean;
  /** The number of the next line, where lines are numbered. */
  readonly nextOrdinal: number | undefined;
}

/** Where a session file ended when its writer was closed. */
export class RolloutMark implements SessionMark {
  readonly threadId: string;
  readonly path: string;
  readonly identity: FileIdentity;
  /** In bytes; whoever writes makes the file longer. */
  readonly size: bigint;
  readonly nextOrdinal: number | undefined;
  /** Whether the last line lacks its line feed. */
  readonly endsInLine: boolean;

  constructor(end: Pick<RolloutMark, 'threadId' | 'path' | 'identity' | 'size' | 'nextOrdinal' | 'endsInLine'>) {
    this.threadId = end.threadId;
    this.path = end.path;
    this.identity = end.identity;
    this.size = end.size;
    this.nextOrdinal = end.nextOrdinal;
    this.endsInLine = end.endsInLine;
  }
}

interface QueuedRecords {
  readonly records: readonly ThreadRecord[];
  /** In milliseconds since the epoch. */
  readonly at: number;
}

/** A piece that is no longer than this is written at once: handing it to another thread takes longer than writing it. In bytes. */
const maxAtOnce = 65_536;

const writeAside = promisify(write);

/**
 * Appends lines to a session file. What is appended in one tick is written at once; the file is open from the first write until the
 * writer is closed. After a failed write the rest is kept and tried again.
 */
export class RolloutWriter implements ThreadWriter {
  readonly location: string;
  readonly #session: WritableSession;
  readonly #onClosed: () => void;
  #descriptor: number | undefined;
  #lead: string;
  #ordinal: number | undefined;
  #queue: QueuedRecords[] = [];
  /** INVARIANT: what of the queue is not in the file yet; the file ends exactly where this begins. */
  #unwritten: Buffer = Buffer.alloc(0);
  #work: Promise<void> = Promise.resolve();
  /** How many steps of the work are not done yet. */
  #steps = 0;
  #scheduled = false;
  #writing = false;
  #closing: Promise<RolloutMark> | undefined;

  constructor(session: WritableSession, onClosed: () => void) {
    this.location = session.path;
    this.#session = session;
    this.#descriptor = session.descriptor;
    this.#lead = session.endsInLine ? '\n' : '';
    this.#ordinal = session.nextOrdinal;
    this.#onClosed = onClosed;
  }

  /** @throws CodexError of code `closed` after `close` */
  append(records: readonly ThreadRecord[]): void {
    if (this.#closing !== undefined) {
      throw new CodexError('closed', `the session of thread \`${this.#session.threadId}\` is closed`);
    }
    if (records.length === 0) return;
    // Records never change, so they are encoded when they are written: the next request does not wait for it.
    this.#queue.push({ records, at: this.#session.clock.now() });
    this.#schedule();
  }

  /** A short piece is written before this returns, so that a turn can flush often. */
  async flush(): Promise<void> {
    try {
      if (this.#steps > 0) await this.#enqueue(() => this.#writeQueue());
      else if (this.#takeQueue() <= maxAtOnce) this.#writeShort();
      else await this.#enqueue(() => this.#writeQueue());
    } catch (cause) {
      throw writeFailed(this.location, cause);
    }
  }

  close(): Promise<RolloutMark> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  /** Writes what is queued while the process exits, when nothing asynchronous happens any more, and releases the session. */
  leave(): void {
    // What is under way may or may not arrive; writing after it could change the order of the lines.
    if (!this.#writing) this.#writeQueueNow();
    this.#session.lock.release();
  }

  #takeOrdinal(): number | undefined {
    const ordinal = this.#ordinal;
    if (ordinal !== undefined) this.#ordinal = ordinal + 1;
    return ordinal;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      // INVARIANT: a failure is not lost: what was not written is tried again by the next flush, which reports it.
      this.#enqueue(() => this.#writeQueue()).catch(() => undefined);
    });
  }

  /** Runs steps one after the other, whether or not the one before succeeded. */
  #enqueue(step: () => Promise<void>): Promise<void> {
    this.#steps += 1;
    const result = this.#work.then(step).finally(() => {
      this.#steps -= 1;
    });
    this.#work = result.catch(() => undefined);
    return result;
  }

  async #writeQueue(): Promise<void> {
    if (this.#takeQueue() > maxAtOnce) {
      this.#descriptor ??= reopenSessionFile(this.location, this.#session.identity);
      while (this.#unwritten.length > maxAtOnce) await this.#writeAside(this.#descriptor);
    }
    this.#writeShort();
  }

  #writeShort(): void {
    if (this.#unwritten.length === 0) return;
    this.#descriptor ??= reopenSessionFile(this.location, this.#session.identity);
    while (this.#unwritten.length > 0) {
      this.#unwritten = this.#unwritten.subarray(writeSync(this.#descriptor, this.#unwritten));
    }
  }

  async #writeAside(descriptor: number): Promise<void> {
    this.#writing = true;
    try {
      const { bytesWritten } = await writeAside(descriptor, this.#unwritten);
      this.#unwritten = this.#unwritten.subarray(bytesWritten);
    } finally {
      this.#writing = false;
    }
  }

  /** Encodes what is queued, and tells how many bytes are to be written. */
  #takeQueue(): number {
    if (this.#queue.length === 0) return this.#unwritten.length;
    const lines = this.#queue.flatMap(({ records, at }) => records.flatMap((record) => encodeRecord(record, at)));
    const queued = Buffer.from(this.#lead + lines.map((line) => renderLine(line, this.#takeOrdinal())).join(''));
    this.#lead = '';
    this.#unwritten = this.#unwritten.length === 0 ? queued : Buffer.concat([this.#unwritten, queued]);
    this.#queue = [];
    return this.#unwritten.length;
  }

  #closeFile(): void {
    const descriptor = this.#descriptor;
    if (descriptor === undefined) return;
    this.#descriptor = undefined;
    closeSync(descriptor);
  }

  async #finish(): Promise<RolloutMark> {
    try {
      await this.flush();
      return this.#mark();
    } finally {
      this.#closeFile();
      this.#session.lock.release();
      this.#onClosed();
    }
  }

  #mark(): RolloutMark {
    const { threadId, path, identity } = this.#session;
    return new RolloutMark({
      threadId,
      path,
      identity,
      size: sizeOf(path, identity) ?? -1n,
      nextOrdinal: this.#ordinal,
      endsInLine: this.#lead !== '',
    });
  }

  #writeQueueNow(): void {
    this.#takeQueue();
    if (this.#unwritten.length === 0) return;
    try {
      appendNow(this.location, this.#session.identity, this.#unwritten);
    } catch (cause) {
      process.emitWarning(`the end of the session \`${this.location}\` was not written: ${String(cause)}`);
    }
  }
}

function writeFailed(path: string, cause: unknown): CodexError {
  const message = `cannot write the session file \`${path}\`; check that the disk has room and that nobody moved the file`;
  return new CodexError('thread-store-failed', message, { cause });
}
