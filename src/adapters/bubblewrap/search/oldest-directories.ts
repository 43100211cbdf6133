import { lstatSync } from 'node:fs';
import type { AbsolutePath } from '../../../domain/paths/absolute-path.js';
import { isForbidden } from '../error-code.js';
import type { DirectoryLister } from './directory-lister.js';

/**
 * Those directories that were made first, at most `count` of them. There may be a hundred thousand to choose from, so everything else goes on
 * meanwhile, as it does while `lister` lists.
 */
export async function oldestDirectories(
  directories: readonly AbsolutePath[],
  count: number,
  lister: DirectoryLister,
): Promise<readonly AbsolutePath[]> {
  if (directories.length <= count) return directories;
  const dated: { readonly path: AbsolutePath; readonly bornAtMs: number }[] = [];
  for (const path of directories) {
    await lister.pause();
    dated.push({ path, bornAtMs: bornAtMs(path) });
  }
  dated.sort((left, right) => left.bornAtMs - right.bornAtMs);
  return dated.slice(0, count).map(({ path }) => path);
}

/** What nobody may look at counts as old: a command may have locked the way there. */
function bornAtMs(path: AbsolutePath): number {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.birthtimeMs ?? 0;
  } catch (error) {
    if (isForbidden(error)) return 0;
    throw error;
  }
}
