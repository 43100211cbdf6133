import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, existsSync, lstatSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { livenessOf, ownIdentity, parseIdentity, renderIdentity } from './process-identity.js';

/** One direction from a command to us: the command writes, we read. */
export interface OutputPipe {
  readonly readEnd: number;
  readonly writeEnd: number;
  /** Gives the pipe back, once both ends are closed and nobody who had them lives. */
  release(): void;
}

const trustedPrograms = ['/usr/bin/mkfifo', '/bin/mkfifo', '/run/current-system/sw/bin/mkfifo'];
const batchSize = 16;
const ownMode = 0o600;

/**
 * Lends real pipes for the output of commands. What Node.js itself makes are sockets, which `/dev/stdout` and `/dev/stderr` cannot be
 * opened through and which have no place in a sandbox without network; named pipes are used again and again, so they cost nothing.
 */
export class PipePool {
  readonly #folder: string;
  readonly #parent: string;
  readonly #free: string[] = [];
  #made = 0;

  constructor(stateDirectory: string) {
    this.#parent = join(stateDirectory, 'pipes');
    this.#folder = join(this.#parent, `${renderIdentity(ownIdentity())}-${randomUUID().slice(0, 8)}`);
  }

  /** A pipe, or nothing where named pipes cannot be made. */
  acquire(): OutputPipe | undefined {
    const path = this.#take();
    if (path === undefined) return undefined;
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const writeEnd = openSync(path, constants.O_WRONLY);
      return { readEnd, writeEnd, release: () => void this.#free.push(path) };
    } catch (error) {
      closeSync(readEnd);
      throw error;
    }
  }

  /** Removes what processes that no longer run have left. */
  sweep(): void {
    for (const name of readdirSync(this.#parent)) {
      const identity = parseIdentity(name);
      if (identity === undefined || livenessOf(identity) !== 'dead') continue;
      rmSync(join(this.#parent, name), { recursive: true, force: true });
    }
  }

  /** Removes the pipes of this pool. */
  close(): void {
    this.#free.length = 0;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #take(): string | undefined {
    for (let path = this.#free.pop(); path !== undefined; path = this.#free.pop()) {
      if (isUsable(path)) return path;
    }
    this.#grow();
    return this.#free.pop();
  }

  #grow(): void {
    const program = trustedPrograms.find((candidate) => existsSync(candidate));
    if (program === undefined) return;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const paths = Array.from({ length: batchSize }, (_, index) => join(this.#folder, String(this.#made + index)));
    this.#made += batchSize;
    execFileSync(program, ['-m', ownMode.toString(8), ...paths], { env: {}, stdio: 'ignore' });
    this.#free.push(...paths);
  }
}

/** The command that had a pipe may have changed its mode, so that nobody can open it any more or others can. */
function isUsable(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFIFO() === true && (found.mode & 0o7777) === ownMode;
}
