import type { Dirent } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { CodexError } from '../../../domain/codex-error.js';
import { type AbsolutePath, isWithin } from '../../../domain/paths/absolute-path.js';
import type { PathFact } from '../../../domain/permissions/path-facts.js';
import { errorCode, isForbidden } from '../error-code.js';
import { isOwnTree } from '../plan/own-trees.js';
import { lockedDirectoryAbove } from './locked-directory.js';

/**
 * What has to be hidden because a link that a pattern matches leads to it: nothing where that is missing, or a sandbox has its own, and a
 * whole directory where that is locked. Throws where it is what holds the link, because nobody can have meant that to be hidden.
 *
 * @param link its canonical path
 */
export async function hiddenBehind(link: AbsolutePath): Promise<PathFact | undefined> {
  const target = await follow(link);
  if (target === 'locked') {
    const locked = lockedDirectoryAbove(link) as AbsolutePath | undefined;
    return locked && { type: 'directory', realPath: locked, symlinks: [] };
  }
  if (target === undefined || isOwnTree(target.realPath)) return undefined;
  refuseHolder(link, target.realPath);
  return target;
}

/** Throws when a link leads to what holds it. */
export function refuseHolder(link: AbsolutePath, target: AbsolutePath): void {
  if (link === target || !isWithin(link, target)) return;
  throw new CodexError(
    'sandbox-unavailable',
    `the link \`${link}\` matches a deny pattern, but leads to \`${target}\`, which holds the link and would be hidden with all that is in ` +
      'it; remove the link',
  );
}

async function follow(link: AbsolutePath): Promise<PathFact | 'locked' | undefined> {
  try {
    const realPath = (await realpath(link)) as AbsolutePath;
    return { type: typeOf(await stat(realPath)), realPath, symlinks: [] };
  } catch (error) {
    if (isForbidden(error)) return 'locked';
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errorCode(error))) return undefined;
    throw error;
  }
}

/** What an entry is to the rules. */
export function typeOf(entry: Pick<Dirent, 'isDirectory' | 'isFile'>): PathFact['type'] {
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}
