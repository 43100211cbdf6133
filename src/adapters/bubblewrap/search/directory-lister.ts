import { type Dirent, readdirSync } from 'node:fs';
import { opendir, readdir } from 'node:fs/promises';
import { setImmediate as nextRound } from 'node:timers/promises';
import { errorCode, isForbidden } from '../error-code.js';
import { isReachable } from './locked-directory.js';

/** How long this process may be kept from anything else. */
const maxSliceMs = 5;
/** A directory that took longer came from a disk that has to be waited for, and so will those after it. */
const slowMs = 2;
const patientTurns = 100;
const namesAtOnce = 1_024;
/** Listed in one go, a directory of more entries keeps this process for milliseconds, or for as long as a second. */
const largeCount = 4_096;

/**
 * Lists many directories one after the other. What the system has in its memory takes microseconds, far less than asking for it in the
 * background would; whatever takes longer is asked for in the background. Asking first how large a directory is would cost a quarter of the
 * whole, so large ones are known by having been listed once.
 */
export class DirectoryLister {
  #sliceStart = performance.now();
  #patientTurns = 0;
  readonly #large = new Set<string>();

  /**
   * What is in a directory. One that this user can search is `unlistable`: whoever knows a name opens what it stands for. So is one that
   * belongs to this user, whose commands can open it up again. In any other, commands can reach nothing either: nothing is there.
   *
   * @param enough how many entries of a directory that is known to be large are as good as all
   */
  async list(directory: string, enough = Number.POSITIVE_INFINITY): Promise<readonly Dirent[] | 'unlistable'> {
    try {
      return await this.#read(directory, enough);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return [];
      if (isForbidden(error)) return isReachable(directory) ? 'unlistable' : [];
      throw error;
    }
  }

  /** Lets everything else go on when this process has been kept from it for long enough. */
  async pause(): Promise<void> {
    if (performance.now() - this.#sliceStart <= maxSliceMs) return;
    await nextRound();
    this.#sliceStart = performance.now();
  }

  async #read(directory: string, enough: number): Promise<readonly Dirent[]> {
    if (this.#large.has(directory)) return readLarge(directory, enough);
    const entries = await this.#readAtOnce(directory);
    if (entries.length > largeCount) this.#large.add(directory);
    return entries;
  }

  async #readAtOnce(directory: string): Promise<readonly Dirent[]> {
    if (this.#patientTurns > 0) {
      this.#patientTurns -= 1;
      return readdir(directory, { withFileTypes: true });
    }
    await this.pause();
    const start = performance.now();
    const entries = readdirSync(directory, { withFileTypes: true });
    if (performance.now() - start > slowMs) this.#patientTurns = patientTurns;
    return entries;
  }
}

async function readLarge(directory: string, enough: number): Promise<readonly Dirent[]> {
  const entries: Dirent[] = [];
  for await (const entry of await opendir(directory, { bufferSize: namesAtOnce })) {
    entries.push(entry);
    if (entries.length >= enough) break;
  }
  return entries;
}
