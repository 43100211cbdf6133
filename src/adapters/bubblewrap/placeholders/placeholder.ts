import { lstatSync, mkdirSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { errorCode, isForbidden } from '../error-code.js';
import type { Placeholder } from '../plan/mount-step.js';
import { lockedDirectoryAbove } from '../search/locked-directory.js';
import { inOwnDirectory } from './own-directory.js';

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
 * Makes a placeholder, unless something stands there already. It is `impossible` where commands cannot make anything either. Throws where
 * a link stands, and where nobody can tell what does.
 */
export function makeOnHost(placeholder: Placeholder): 'made' | 'exists' | 'impossible' {
  const made = ifPossible(() => make(placeholder));
  if (made !== undefined) return made;
  refuseLocked(placeholder);
  return ifPossible(() => inDirectoryOf(placeholder, make)) ?? 'impossible';
}

function ifPossible<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (isForbidden(error) || ['EROFS', 'ENOTDIR'].includes(errorCode(error))) return undefined;
    throw error;
  }
}

function make({ path, type }: Placeholder): 'made' | 'exists' {
  try {
    if (type === 'directory') mkdirSync(path, { mode: 0o755 });
    else writeFileSync(path, contents[type], { flag: 'wx', mode: type === 'file' ? 0o600 : 0o644 });
    return 'made';
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return existing(path);
    throw error;
  }
}

/** A mount would follow a link, and leave the place of the link itself unprotected. */
function existing(path: string): 'exists' {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new Error(`\`${path}\` became a symbolic link after the command was planned`);
  }
  return 'exists';
}

/** What passes for missing may be there, and the first thing that a command does may be to open the way to it. */
function refuseLocked({ path }: Placeholder): void {
  const locked = lockedDirectoryAbove(path);
  if (locked === undefined) return;
  throw new Error(
    `\`${path}\` cannot be protected, because its owner may not enter \`${locked}\`; ` +
      `make that possible with \`chmod u+rwx\`, or choose rules that do not let commands write there`,
  );
}

/** What somebody has put something into, or in the place of, is not a placeholder any more. */
export function removeFromHost(origin: Origin): void {
  try {
    try {
      remove(origin);
    } catch (error) {
      if (!isForbidden(error)) throw error;
      inDirectoryOf(origin, remove);
    }
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'EBUSY', 'EACCES', 'EPERM', 'EROFS'].includes(errorCode(error)))
      throw error;
  }
}

function remove(origin: Origin): void {
  const { path, type } = origin;
  if (!isCurrent(origin)) return;
  if (type === 'directory') rmdirSync(path);
  else if (lstatSync(path).size === contents[type].length) unlinkSync(path);
}

/** Commands may close directories of this user, and open them again, whatever that means for whoever is no command. */
function inDirectoryOf<P extends Placeholder, T>(placeholder: P, act: (placeholder: P) => T): T | undefined {
  const name = basename(placeholder.path);
  return inOwnDirectory(dirname(placeholder.path), (directory) =>
    act({ ...placeholder, path: `${directory}/${name}` as P['path'] }),
  );
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
