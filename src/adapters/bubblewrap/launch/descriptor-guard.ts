import { readdirSync } from 'node:fs';
import { errorCode } from '../error-code.js';
import { isInherited, leakingDescriptors } from './leaking-descriptors.js';

/**
 * Keeps from launchers what nobody meant to give them: a directory among their descriptors would lead out of the sandbox. Going through
 * all of our own takes the longer the more commands run, so it is the few of a launcher that are looked at, while it waits for its
 * settings, and our own only when something has got through.
 */
export class DescriptorGuard {
  #known: readonly number[] = [];
  #mayLook = true;

  /** The descriptors from `first` on that the next launcher must not get. */
  withheld(first: number): readonly number[] {
    return this.#mayLook ? this.#known.filter((descriptor) => descriptor >= first) : leakingDescriptors(first);
  }

  /**
   * Whether a launcher that has not read its settings yet has nothing from `first` on but what it opened itself. Its loader closes all of
   * that on the next `exec`, and what has come through one is never closed by the next. Our own do not tell: another thread may have closed
   * meanwhile what it had open when the launcher was started.
   */
  isTight(pid: number, first: number): boolean {
    if (!this.#mayLook) return true;
    const descriptors = descriptorsOf(pid);
    this.#mayLook = descriptors !== undefined;
    const isLeak = (it: number): boolean => it >= first && !this.#known.includes(it) && isInherited(it, pid);
    if (descriptors?.some(isLeak) === false) return true;
    this.#known = leakingDescriptors(0);
    return false;
  }
}

/** Nothing where they must not be looked at, such as those of a launcher that runs as somebody else. */
function descriptorsOf(pid: number): readonly number[] | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(Number);
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT', 'ESRCH'].includes(errorCode(error))) return undefined;
    throw error;
  }
}
