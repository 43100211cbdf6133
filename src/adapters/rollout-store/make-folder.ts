import { lstatSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and the ones above it, each for its owner alone; those that exist stay as they are. Node's own recursive `mkdir` never
 * comes back where nothing can be made, as below `/proc`.
 *
 * @throws the system's error when a folder cannot be made
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || exists(dirname(path))) throw cause;
    makeFolder(dirname(path));
    makeFolder(path);
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
