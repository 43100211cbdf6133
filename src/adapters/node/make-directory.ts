import { lstatSync, mkdirSync } from 'node:fs';
import { type AbsolutePath, parentOf } from '../../domain/paths/absolute-path.js';
import { systemCodeOf } from './file-failure.js';

/** Makes a directory unless something is there already. @throws the system's error when it cannot be made */
export function makeDirectory(path: string): void {
  if (exists(path)) return;
  try {
    mkdirSync(path);
  } catch (cause) {
    if (systemCodeOf(cause) !== 'EEXIST') throw cause;
  }
}

/**
 * Makes a directory and the ones above it. Node's own recursive `mkdir` never comes back where nothing can be made, as below `/proc`.
 *
 * @throws the system's error when one cannot be made
 */
export function makeDirectories(path: AbsolutePath): void {
  if (exists(path)) return;
  const parent = parentOf(path);
  if (parent !== path) makeDirectories(parent);
  makeDirectory(path);
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
