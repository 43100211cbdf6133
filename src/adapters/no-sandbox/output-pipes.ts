import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One direction from a command to us. */
export interface OutputPipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

const programs = ['/usr/bin/mkfifo', '/bin/mkfifo', '/run/current-system/sw/bin/mkfifo'];
const batchSize = 16;

/**
 * Makes real pipes for the output of commands. What Node.js itself makes are sockets, through which a command cannot open `/dev/stdout`
 * and `/dev/stderr`. Named pipes lose their names before anybody uses them: nobody else can open them, and a host that ends without
 * closing anything leaves none behind. There are none outside of Linux, where those names mean the descriptor itself.
 */
export class OutputPipes {
  /** Both ends in one, so that the pipe exists; each end is opened anew from it. */
  readonly #unused: number[] = [];
  readonly #place: () => string;

  /** @param place where pipes have a name for a moment: the system's temporary directory unless told otherwise */
  constructor(place: () => string = tmpdir) {
    this.#place = place;
  }

  /** A pipe, or nothing where named pipes cannot be made. */
  open(): OutputPipe | undefined {
    if (this.#unused.length === 0) this.#grow();
    const both = this.#unused.pop();
    if (both === undefined) return undefined;
    const path = `/proc/self/fd/${both}`;
    try {
      const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        return { readEnd, writeEnd: openSync(path, constants.O_WRONLY) };
      } catch (error) {
        closeSync(readEnd);
        throw error;
      }
    } finally {
      closeSync(both);
    }
  }

  /** Removes the pipes that nobody used. */
  close(): void {
    for (const both of this.#unused.splice(0)) closeSync(both);
  }

  #grow(): void {
    const program = programs.find((candidate) => existsSync(candidate));
    if (program === undefined || !existsSync('/proc/self/fd')) return;
    const folder = mkdtempSync(join(this.#place(), 'codex-sdk-pipes-'));
    try {
      const paths = Array.from({ length: batchSize }, (_, index) => join(folder, String(index)));
      execFileSync(program, ['-m', '600', ...paths], { env: {}, stdio: 'ignore' });
      for (const path of paths) this.#unused.push(openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
