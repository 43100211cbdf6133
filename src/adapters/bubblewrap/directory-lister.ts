import { type Dirent, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setImmediate as nextRound } from 'node:timers/promises';
import { errorCode } from './error-code.js';

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

  /** What is in a directory. What this user cannot list, its commands cannot read either: nothing is. */
  async list(directory: string): Promise<readonly Dirent[]> {
    try {
      return await this.#read(directory);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(errorCode(error))) return [];
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
