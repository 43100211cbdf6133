import { closeSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode } from '../error-code.js';
import type { LauncherPipe, PipePool } from './pipe-pool.js';

/** The pipes of one launch, and which of their ends have to be closed when. Those that cannot be had are left to Node.js. */
export class LaunchPipes {
  readonly #pool: PipePool;
  readonly #lent: LauncherPipe[] = [];
  readonly #readEnds: number[] = [];
  readonly #unfilled = new Set<number>();
  readonly #senders: Socket[] = [];
  readonly #theirs: number[] = [];

  constructor(pool: PipePool) {
    this.#pool = pool;
  }

  /** A pipe that the launcher writes to. */
  incoming(): LauncherPipe | undefined {
    const pipe = this.#pool.incoming();
    if (pipe === undefined) return undefined;
    this.#lent.push(pipe);
    this.#readEnds.push(pipe.readEnd);
    this.#theirs.push(pipe.writeEnd);
    return pipe;
  }

  /** A pipe that the launcher reads from. */
  outgoing(): LauncherPipe | undefined {
    const pipe = this.#pool.outgoing();
    if (pipe === undefined) return undefined;
    this.#lent.push(pipe);
    this.#unfilled.add(pipe.writeEnd);
    this.#theirs.push(pipe.readEnd);
    return pipe;
  }

  /** Writes all that an outgoing pipe is for. What there is no room for now is written as the launcher reads; nothing is once it has ended. */
  fill({ writeEnd }: LauncherPipe, content: Uint8Array, whenSent?: WhenSent): void {
    if (!this.#unfilled.delete(writeEnd)) return;
    const length = writeNow(writeEnd, content);
    if (length === content.length) {
      closeSync(writeEnd);
      whenSent?.(true);
      return;
    }
    const sender = new Socket({ fd: writeEnd, readable: false, writable: true });
    this.#senders.push(sender);
    passOn(sender, content.subarray(length), whenSent);
  }

  /** Closes the ends that the launcher has of its own by now, or never will. */
  closeTheirs(): void {
    for (const descriptor of this.#theirs.splice(0)) closeSync(descriptor);
  }

  /** Closes the ends that are still ours, when nothing is to come through them. */
  closeOurs(): void {
    for (const descriptor of this.#readEnds.splice(0)) closeSync(descriptor);
    this.#closeUnfilled();
  }

  /** Gives the pipes back, once everybody else who had an end of them is gone; the next one must not get what was meant for this launcher. */
  release(): void {
    for (const sender of this.#senders.splice(0)) sender.destroy();
    this.#closeUnfilled();
    for (const pipe of this.#lent.splice(0)) pipe.release();
  }

  #closeUnfilled(): void {
    for (const descriptor of this.#unfilled) closeSync(descriptor);
    this.#unfilled.clear();
  }
}

/** Hears whether everything was written for the launcher to read. */
export type WhenSent = (isWhole: boolean) => void;

/** Writes the rest of what a launcher is to read. One that fails early closes its end, and nothing matters to it any more. */
export function passOn(channel: Socket, bytes: Uint8Array, whenSent?: WhenSent): void {
  channel.on('error', () => channel.destroy());
  channel.end(bytes, (error?: Error | null) => whenSent?.(error === undefined || error === null));
}

function writeNow(writeEnd: number, content: Uint8Array): number {
  try {
    return writeSync(writeEnd, content);
  } catch (error) {
    if (errorCode(error) === 'EAGAIN') return 0;
    if (errorCode(error) === 'EPIPE') return content.length;
    throw error;
  }
}
