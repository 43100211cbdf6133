import { type Dirent, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setImmediate as nextRound } from 'node:timers/promises';
import { errorCode, isForbidden } from './error-code.js';
import { isReachable } from './locked-directory.js';

/** How long this process may be kept from anything else. */
const maxSliceMs = 5;
/** A directory that took longer came from a disk that has to be waited for, and so will those after it. */
const slowMs = 2;
const patientTurns = 100;

/**
 * Lists many directories one after the other. What the system has in its memory takes microseconds, far less than asking for it in the
 * background would; whatever takes longer is asked for in the background.
 */
export class DirectoryLister {
  #sliceStart = performance.now();
  #patientTurns = 0;

  /**
   * What is in a directory. One that this user can search is `unlistable`: whoever knows a name opens what it stands for. So is one that
   * belongs to this user, whose commands can open it up again. In any other, commands can reach nothing either: nothing is there.
   */
  async list(directory: string): Promise<readonly Dirent[] | 'unlistable'> {
    try {
      return await this.#read(directory);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return [];
      if (isForbidden(error)) return isReachable(directory) ? 'unlistable' : [];
      throw error;
    }
  }

  async #read(directory: string): Promise<readonly Dirent[]> {
    if (this.#patientTurns > 0) {
      this.#patientTurns -= 1;
      return readdir(directory, { withFileTypes: true });
    }
    let start = performance.now();
    if (start - this.#sliceStart > maxSliceMs) {
      await nextRound();
      start = performance.now();
      this.#sliceStart = start;
    }
    const entries = readdirSync(directory, { withFileTypes: true });
    if (performance.now() - start > slowMs) this.#patientTurns = patientTurns;
    return entries;
  }
}
