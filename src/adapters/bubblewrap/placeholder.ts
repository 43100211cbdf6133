import { lstatSync, mkdirSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './error-code.js';
import { isOwn, lockedDirectoryAbove } from './locked-directory.js';
import type { Placeholder } from './mount-step.js';

/** What stands in a placeholder that is a file. */
const contents = { file: '', 'self-reference': '.\n' } as const;

/** A placeholder as it was made: only this very file or directory may be removed again. */
export interface Origin extends Placeholder {
  readonly device: number;
  readonly inode: number;
  /** Numbers are used again at once, so the time of birth tells two apart. */
  readonly madeAtMs: number;
}

/**
 * Makes a placeholder, unless something stands there already. Throws where a link does, and where only a permission is missing that a
 * command could give itself.
 */
export function makeOnHost({ path, type }: Placeholder): 'made' | 'exists' | 'impossible' {
  try {
    if (type === 'directory') mkdirSync(path, { mode: 0o755 });
    else writeFileSync(path, contents[type], { flag: 'wx', mode: type === 'file' ? 0o600 : 0o644 });
    return 'made';
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return existing(path);
    if (errorCode(error) === 'EACCES') refuseOwnDirectory(path);
    if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(errorCode(error))) return 'impossible';
    throw error;
  }
}

function refuseOwnDirectory(path: string): void {
  const locked = lockedDirectoryAbove(path);
  const directory = locked ?? dirname(path);
  if (locked === undefined && !isOwn(directory)) return;
  throw new Error(
    `\`${path}\` cannot be protected, because its owner may not ${locked === undefined ? 'write in' : 'enter'} \`${directory}\`; ` +
      `make that possible with \`chmod u+rwx\`, or choose rules that do not let commands write there`,
  );
}

/** A mount would follow a link, and leave the place of the link itself unprotected. */
function existing(path: string): 'exists' {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error(`\`${path}\` became a symbolic link after the command was planned`);
  }
  return 'exists';
}

/** What somebody has put something into, or in the place of, is not a placeholder any more. */
export function removeFromHost(origin: Origin): void {
  const { path, type } = origin;
  try {
    if (!isCurrent(origin)) return;
    if (type === 'directory') rmdirSync(path);
    else if (lstatSync(path).size === contents[type].length) unlinkSync(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'EACCES', 'EPERM', 'EROFS'].includes(errorCode(error)))
      throw error;
  }
}

/** What a placeholder that was just made can be told by. */
export function originOf({ path, type }: Placeholder): Origin {
  const { dev, ino, birthtimeMs } = lstatSync(path);
  return { path, type, device: dev, inode: ino, madeAtMs: birthtimeMs };
}

/** Whether what stands there is still the placeholder that was made. */
export function isCurrent({ path, type, device, inode, madeAtMs }: Origin): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory() !== (type === 'directory')) return false;
  return found.dev === device && found.ino === inode && found.birthtimeMs === madeAtMs;
}
