import { chmodSync, closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs';
import { errorCode } from '../error-code.js';

/** Opens a place only to speak about it. Node.js has no name for it. */
const asPlace = 0o10000000;
const ownersRights = 0o700;

/**
 * Does something in a directory that its owner may not write in: this user, who could change that, and so could a command. The directory
 * is held by a descriptor, so that nothing else can be put in its place meanwhile, and gets its permissions back.
 *
 * @param directory canonical
 * @param act gets another name of the directory, which means this very one
 * @returns `undefined` where nothing was done, because the directory belongs to somebody else or was made immutable
 */
export function inOwnDirectory<T>(directory: string, act: (directory: string) => T): T | undefined {
  const place = openSync(directory, asPlace | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const name = `/proc/self/fd/${place}`;
    const { uid, mode } = fstatSync(place);
    if (uid !== process.geteuid?.() || readlinkSync(name) !== directory) return undefined;
    if (!changeMode(name, (mode & 0o7777) | ownersRights)) return undefined;
    try {
      return act(name);
    } finally {
      chmodSync(name, mode & 0o7777);
    }
  } finally {
    closeSync(place);
  }
}

function changeMode(path: string, mode: number): boolean {
  try {
    chmodSync(path, mode);
    return true;
  } catch (error) {
    if (['EPERM', 'EROFS'].includes(errorCode(error))) return false;
    throw error;
  }
}
