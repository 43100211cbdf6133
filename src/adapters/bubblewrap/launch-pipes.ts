import { closeSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { errorCode } from './error-code.js';
import type { LauncherPipe, PipePool } from './pipe-pool.js';

/** The pipes of one launch, and which of their ends have to be closed when. Those that cannot be had are left to Node.js. */
export class LaunchPipes {
  readonly #pool: PipePool;
  readonly #lent: LauncherPipe[] = [];
  readonly #ours = new Set<number>();
  readonly #theirs: number[] = [];

  constructor(pool: PipePool) {
    this.#pool = pool;
  }

  /** A pipe that the launcher writes to. */
  incoming(): LauncherPipe | undefined {
    const pipe = this.#pool.incoming();
    if (pipe !== undefined) this.#hold(pipe, { ours: pipe.readEnd, theirs: pipe.writeEnd });
    return pipe;
  }

  /** A pipe that the launcher reads from. */
  outgoing(): LauncherPipe | undefined {
    const pipe = this.#pool.outgoing();
    if (pipe !== undefined) this.#hold(pipe, { ours: pipe.writeEnd, theirs: pipe.readEnd });
    return pipe;
  }

  /** Writes all that an outgoing pipe is for. What there is no room for now is written as the launcher reads. */
  fill({ writeEnd }: LauncherPipe, content: Uint8Array): void {
    this.#ours.delete(writeEnd);
    const length = writeNow(writeEnd, content);
    if (length === content.length) closeSync(writeEnd);
    else passOn(new Socket({ fd: writeEnd, readable: false, writable: true }), content.subarray(length));
  }

  /** Closes the ends that the launcher has of its own by now, or never will. */
  closeTheirs(): void {
    for (const descriptor of this.#theirs.splice(0)) closeSync(descriptor);
  }

  /** Closes the ends that are still ours, when nothing is to come through them. */
  closeOurs(): void {
    for (const descriptor of this.#ours) closeSync(descriptor);
    this.#ours.clear();
  }

  /** Gives the pipes back, once everybody who had an end of them is gone. */
  release(): void {
    for (const pipe of this.#lent.splice(0)) pipe.release();
  }

  #hold(pipe: LauncherPipe, { ours, theirs }: { readonly ours: number; readonly theirs: number }): void {
    this.#lent.push(pipe);
    this.#ours.add(ours);
    this.#theirs.push(theirs);
  }
}

/** Writes the rest of what a launcher is to read. One that fails early closes its end, and nothing matters to it any more. */
export function passOn(channel: Socket, bytes: Uint8Array): void {
  channel.on('error', () => channel.destroy());
  channel.end(bytes);
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
