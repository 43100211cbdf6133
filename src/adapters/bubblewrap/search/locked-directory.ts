import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errorCode, isForbidden } from '../error-code.js';

/**
 * The directory on the way to a path, links followed, that this user may not search although it is the user's own: a command may have
 * locked it, and could open it again. `undefined` when nothing, or somebody else, keeps the user out.
 */
export function lockedDirectoryAbove(path: string): string | undefined {
  try {
    realpathSync(path);
    return undefined;
  } catch (error) {
    if (!isForbidden(error)) return undefined;
    const place = placeOf(error) ?? path;
    const directory = dirname(place);
    const target = linkTarget(place);
    if (target !== undefined) return lockedDirectoryAbove(resolve(directory, target));
    return isOwn(directory) ? directory : undefined;
  }
}

/** The system has followed this link already as far as it goes, so following it again ends. */
function linkTarget(place: string): string | undefined {
  try {
    return lstatSync(place).isSymbolicLink() ? readlinkSync(place) : undefined;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** Whether a directory that cannot be listed can be searched, or opened, by a command. */
export function isReachable(directory: string): boolean {
  try {
    return isOwn(directory) || lstatSync(`${directory}/.`, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (isForbidden(error)) return lockedDirectoryAbove(directory) !== undefined;
    if (errorCode(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** Whether this user owns a file or directory, and so decides what may be done with it. */
function isOwn(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.uid === process.geteuid?.();
}

/** Where a walk along a path ended, every link before it followed. */
function placeOf(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}
