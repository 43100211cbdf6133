import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, existsSync, lstatSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { livenessOf, ownIdentity, parseIdentity, renderIdentity } from '../placeholders/process-identity.js';

/** One direction between a launcher and us. */
export interface LauncherPipe {
  readonly readEnd: number;
  readonly writeEnd: number;
  /** Gives the pipe back, once both ends are closed and nobody who had them lives. */
  release(): void;
}

const trustedPrograms = ['/usr/bin/mkfifo', '/bin/mkfifo', '/run/current-system/sw/bin/mkfifo'];
const firstBatch = 16;
const largestBatch = 128;
const ownMode = 0o600;

/**
 * Lends real pipes. What Node.js itself makes are sockets, which `/dev/stdout` and `/dev/stderr` cannot be opened through, which have no
 * place in a sandbox without network, and of which each costs as much as a dozen system calls. Named pipes are used again and again.
 */
export class PipePool {
  /** Where its pipes lie, while there are any. */
  readonly folder: string;
  readonly #parent: string;
  readonly #free: string[] = [];
  #made = 0;

  constructor(stateDirectory: string) {
    this.#parent = join(stateDirectory, 'pipes');
    this.folder = join(this.#parent, `${renderIdentity(ownIdentity())}-${randomUUID().slice(0, 8)}`);
  }

  /** A pipe for the launcher to write to, or nothing where named pipes cannot be made. */
  incoming(): LauncherPipe | undefined {
    return this.#lend((path) => this.#opened(path, constants.O_WRONLY));
  }

  /** A pipe for us to write to, without ever waiting for room; whoever reads it waits until something comes. */
  outgoing(): LauncherPipe | undefined {
    return this.#lend((path) => {
      const pipe = this.#opened(path, constants.O_WRONLY | constants.O_NONBLOCK);
      try {
        return { ...pipe, readEnd: openSync(path, constants.O_RDONLY) };
      } catch (error) {
        closeSync(pipe.writeEnd);
        throw error;
      } finally {
        // Only an end that does not wait can be opened first.
        closeSync(pipe.readEnd);
      }
    });
  }

  /** Whether others use the same state directory, or have used it and were killed. */
  isShared(): boolean {
    return readdirSync(this.#parent).some((name) => join(this.#parent, name) !== this.folder);
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
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A pipe that cannot be opened, because descriptors have run out, is there for the next time. */
  #lend(open: (path: string) => LauncherPipe): LauncherPipe | undefined {
    const path = this.#take();
    if (path === undefined) return undefined;
    try {
      return open(path);
    } catch (error) {
      this.#free.push(path);
      throw error;
    }
  }

  #opened(path: string, writeFlags: number): LauncherPipe {
    const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const writeEnd = openSync(path, writeFlags);
      return { readEnd, writeEnd, release: () => void this.#free.push(path) };
    } catch (error) {
      closeSync(readEnd);
      throw error;
    }
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
    const count = Math.min(Math.max(firstBatch, this.#made), largestBatch);
    const paths = Array.from({ length: count }, (_, index) => join(this.folder, String(this.#made + index)));
    this.#made += count;
    if (isMade(program, this.folder, paths)) this.#free.push(...paths);
  }
}

/** A disk may be full, and processes or descriptors may have run out. */
function isMade(program: string, folder: string, paths: readonly string[]): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    execFileSync(program, ['-m', ownMode.toString(8), ...paths], { env: {}, stdio: 'ignore' });
    return true;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

/** The command that had a pipe may have changed its mode, so that nobody can open it any more or others can. */
function isUsable(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isFIFO() === true && (found.mode & 0o7777) === ownMode;
}
