import { linkSync, lstatSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './error-code.js';
import { livenessOf, parseIdentity } from './process-identity.js';

const attempts = 2_000;
const pauseMs = 1;
const longestHoldMs = 10_000;

/**
 * Lets one process at a time do something. What is done is a handful of system calls, so waiting means milliseconds; a lock whose
 * owner died is taken over. After two seconds the action runs all the same: a leftover placeholder is better than a command that
 * never starts.
 */
export class FileLock {
  readonly #lock: string;
  readonly #claim: string;
  readonly #owner: string;
  readonly #now: () => number;

  /**
   * @param owner starts with the identity of this process, and is used by nobody else in it
   * @param now the wall clock, in milliseconds
   */
  constructor(path: string, owner: string, now = Date.now) {
    this.#lock = path;
    this.#now = now;
    this.#claim = `${path}.${owner}`;
    this.#owner = owner;
  }

  /** Runs `action` while nobody else holds the lock. */
  hold<T>(action: () => T): T {
    const held = this.#acquire();
    try {
      return action();
    } finally {
      if (held) letGo(this.#lock);
    }
  }

  /** Removes what processes that no longer run kept for a next time. */
  sweep(): void {
    const prefix = `${basename(this.#lock)}.`;
    for (const name of readdirSync(dirname(this.#lock)).filter((it) => it.startsWith(prefix))) {
      const identity = parseIdentity(name.slice(prefix.length));
      if (identity !== undefined && livenessOf(identity) !== 'dead') continue;
      rmSync(join(dirname(this.#lock), name), { force: true });
    }
  }

  /** Removes what is kept for the next time. */
  close(): void {
    rmSync(this.#claim, { force: true });
  }

  #acquire(): boolean {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (this.#tryLink()) return true;
      if (attempt % 50 === 0 && this.#isAbandoned(this.#lock)) this.#takeAway();
      else pause();
    }
    return false;
  }

  /** Programs that tidy up temporary directories may have taken the claim away. */
  #tryLink(): boolean {
    try {
      return tryLink(this.#claim, this.#lock);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      writeFileSync(this.#claim, this.#owner, { mode: 0o600 });
      return tryLink(this.#claim, this.#lock);
    }
  }

  /** Another process may have taken the abandoned lock away first and hold a new one by now; that one is put back. */
  #takeAway(): void {
    const removed = `${this.#claim}.removed`;
    try {
      renameSync(this.#lock, removed);
      if (!this.#isAbandoned(removed)) tryLink(removed, this.#lock);
      unlinkSync(removed);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }

  /** Of an owner that nobody can ask about, such as one in another container, its age tells: linking set the time of the last change. */
  #isAbandoned(lock: string): boolean {
    const identity = parseIdentity(ownerOf(lock) ?? '');
    const liveness = identity === undefined ? 'unknown' : livenessOf(identity);
    if (liveness !== 'unknown') return liveness === 'dead';
    const found = lstatSync(lock, { throwIfNoEntry: false });
    return found !== undefined && this.#now() - found.ctimeMs > longestHoldMs;
  }
}

/** Linking a complete file is atomic, so a lock never exists without the name of its owner. */
function tryLink(claim: string, lock: string): boolean {
  try {
    linkSync(claim, lock);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Whoever took the lock for abandoned has removed it already. */
function letGo(lock: string): void {
  try {
    unlinkSync(lock);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function ownerOf(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
}
