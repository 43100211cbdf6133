import { linkSync, lstatSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../error-code.js';
import { livenessOf, parseIdentity } from './process-identity.js';

const attempts = 2_000;
const attemptsAtOnce = 20;
const pauseMs = 1;
const longestHoldMs = 10_000;

/**
 * Lets one process at a time do something. What is done is a handful of system calls, so waiting means milliseconds; a lock whose
 * owner died is taken over. Nothing is ever done without the lock: somebody who was only stopped while holding it goes on one day.
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

  /** Runs `action` while nobody else holds the lock. Throws, without having run it, when the lock is not to be had within two seconds. */
  async hold<T>(action: () => T): Promise<T> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (this.#take(attempt)) return this.#run(action);
      await delay(pauseMs);
    }
    throw new Error(
      `\`${this.#lock}\` is held by ${this.#holder()}, which does not let go of it; let that go on or end it, or remove the file`,
    );
  }

  /** The same for what can wait for a better moment. The answer is whether `action` was run. */
  holdAtOnce(action: () => void): boolean {
    for (let attempt = 0; attempt < attemptsAtOnce; attempt += 1) {
      if (this.#take(attempt)) {
        this.#run(action);
        return true;
      }
      pause();
    }
    return false;
  }

  /** Removes what processes that no longer run have left. */
  sweep(): void {
    const prefix = `${basename(this.#lock)}.`;
    for (const name of readdirSync(dirname(this.#lock)).filter((it) => it.startsWith(prefix))) {
      const path = join(dirname(this.#lock), name);
      // A claim has its owner's name, and a mark has it in it.
      const identity = parseIdentity(name.slice(prefix.length)) ?? parseIdentity(ownerOf(path) ?? '');
      if (identity === undefined || livenessOf(identity) === 'dead') rmSync(path, { force: true });
    }
  }

  /** Removes what is kept for the next time. */
  close(): void {
    rmSync(this.#claim, { force: true });
  }

  #run<T>(action: () => T): T {
    try {
      return action();
    } finally {
      this.#letGo();
    }
  }

  #take(attempt: number): boolean {
    if (this.#tryLink()) return true;
    if (attempt % 50 === 0) this.#removeAbandoned();
    return false;
  }

  /** Programs that tidy up temporary directories may have taken the claim away. */
  #tryLink(): boolean {
    try {
      return tryLink(this.#claim, this.#lock);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      this.#makeClaim();
      return tryLink(this.#claim, this.#lock);
    }
  }

  /** A claim without the name of its owner, as on a full disk, would become a lock that nobody holds. */
  #makeClaim(): void {
    try {
      writeFileSync(this.#claim, this.#owner, { mode: 0o600 });
    } catch (error) {
      removeIfThere(this.#claim);
      throw error;
    }
  }

  /**
   * Others may be about to do the same, and one of them may hold a new lock by now. Only who has made the mark that names an abandoned lock
   * removes it, and looks once more before.
   */
  #removeAbandoned(): void {
    const abandoned = instanceOf(this.#lock);
    // INVARIANT: the instance is asked for first, so that what is found abandoned is it or a later one.
    if (abandoned === undefined || !this.#isAbandoned()) return;
    const mark = `${this.#lock}.mark-${abandoned}`;
    if (!tryLink(this.#claim, mark)) {
      this.sweep();
      return;
    }
    try {
      if (instanceOf(this.#lock) === abandoned) removeIfThere(this.#lock);
    } finally {
      removeIfThere(mark);
    }
  }

  /** Of an owner that nobody can ask about, such as one in another container, its age tells: linking set the time of the last change. */
  #isAbandoned(): boolean {
    const identity = parseIdentity(ownerOf(this.#lock) ?? '');
    const liveness = identity === undefined ? 'unknown' : livenessOf(identity);
    if (liveness !== 'unknown') return liveness === 'dead';
    const found = lstatSync(this.#lock, { throwIfNoEntry: false });
    return found !== undefined && this.#now() - found.ctimeMs > longestHoldMs;
  }

  /** Somebody in another container may have taken the lock for abandoned and hold one of its own by now. */
  #letGo(): void {
    if (ownerOf(this.#lock) === this.#owner) removeIfThere(this.#lock);
  }

  #holder(): string {
    const identity = parseIdentity(ownerOf(this.#lock) ?? '');
    if (identity === undefined) return 'somebody';
    return livenessOf(identity) === 'unknown' ? 'a process of another container' : `process ${identity.pid}`;
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

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

/** Tells one lock from a later one, of the same owner as well. */
function instanceOf(lock: string): string | undefined {
  const found = lstatSync(lock, { bigint: true, throwIfNoEntry: false });
  return found && `${found.ino}-${found.ctimeNs}`;
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
