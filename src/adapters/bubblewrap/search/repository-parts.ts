import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { type AbsolutePath, isWithin, relativeWithin, resolvePath } from '../../../domain/paths/absolute-path.js';
import { selfAndAncestors } from '../../../domain/paths/ancestors.js';
import type { PathFact } from '../../../domain/permissions/path-facts.js';
import { actedOnByGit } from '../../../domain/permissions/repository-files.js';
import { isForbidden } from '../error-code.js';
import type { Findings } from './find-denied.js';
import { type FoundRepository, unseenWorkspace } from './find-repositories.js';
import { readSmallFile } from './read-small-file.js';

/** The root of a workspace as rules spell it, and the fact about it. */
export interface Workspace {
  readonly root: AbsolutePath;
  readonly fact: PathFact;
}

/**
 * Looks at what git acts on in repositories; those that are gone by now, because somebody removed them, are passed over. Where a directory
 * around it is shut, that is found as a whole: commands could open it again.
 */
export function lookAtRepositories(found: readonly FoundRepository[], { root, fact }: Workspace): Findings {
  const findings = new Map<AbsolutePath, PathFact>();
  const look = (path: AbsolutePath): void => {
    const seen = openOrShut(path);
    const state = stateOf(seen);
    const relative = relativeWithin(seen.path, fact.realPath);
    if (relative === '') throw unseenWorkspace(fact.realPath);
    if (state === undefined || isWithin(fact.realPath, seen.path)) return;
    const [spelled, symlinks] = relative === undefined ? [seen.path, []] : [resolvePath(root, relative), fact.symlinks];
    findings.set(spelled, { ...state, realPath: seen.path, symlinks });
  };
  for (const repository of found) for (const path of placesIn(repository, fact.realPath)) look(path);
  return findings;
}

/** The places in a repository that are looked at before every command; none in one that is gone. */
function placesIn({ kind, path }: FoundRepository, workspace: AbsolutePath): readonly AbsolutePath[] {
  const { stats, path: seen } = openOrShut(path);
  if (seen !== path) return [seen];
  if (kind === 'pointer') return stats?.isFile() === true ? [path] : [];
  if (stats?.isDirectory() !== true) return [];
  if (kind === 'unseen') return [path];
  const parts = partsOf(path);
  // Nothing can be mounted on a link, and what is no file may be replaced by one: nothing less than all of it can be kept then.
  const isWhole = path !== workspace && parts.some((part) => stateOf(openOrShut(part)) === undefined);
  return isWhole ? [path] : parts;
}

/** Git reads the configuration of a single working tree only where that of all of them says so. */
function partsOf(repository: AbsolutePath): readonly AbsolutePath[] {
  const config = readSmallFile(resolvePath(repository, 'config')) ?? '';
  const names = /worktreeconfig/i.test(config)
    ? actedOnByGit
    : actedOnByGit.filter((name) => name !== 'config.worktree');
  return names.map((name) => resolvePath(repository, name));
}

/** What stands at a path, or the directory on the way there that cannot be entered. */
interface Seen {
  readonly path: AbsolutePath;
  readonly stats: Stats | undefined;
}

function openOrShut(path: AbsolutePath): Seen {
  for (const place of selfAndAncestors(path)) {
    try {
      return { path: place, stats: lstatSync(place, { throwIfNoEntry: false }) };
    } catch (error) {
      if (!isForbidden(error)) throw error;
    }
  }
  return { path, stats: undefined };
}

function stateOf({ path, stats }: Seen): Pick<PathFact, 'type' | 'empty'> | undefined {
  if (stats === undefined) return { type: 'missing' };
  if (stats.isFile()) return { type: 'file', empty: stats.size === 0 };
  return stats.isDirectory() ? { type: 'directory', empty: isEmpty(path) } : undefined;
}

function isEmpty(directory: AbsolutePath): boolean {
  try {
    return readdirSync(directory).length === 0;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
}
