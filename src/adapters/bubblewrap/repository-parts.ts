import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { type AbsolutePath, relativeWithin, resolvePath } from '../../domain/paths/absolute-path.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import type { Findings } from './find-denied.js';
import type { FoundRepository } from './find-repositories.js';
import { readSmallFile } from './read-small-file.js';

/** The root of a workspace as rules spell it, and the fact about it. */
export interface Workspace {
  readonly root: AbsolutePath;
  readonly fact: PathFact;
}

/** What git acts on when somebody uses a repository outside of the sandbox. `commondir` names another directory with all the others. */
const dangerous = ['hooks', 'config', 'commondir', 'config.worktree'] as const;

/** Looks at what git acts on in repositories; those that are gone by now, because somebody removed them, are passed over. */
export function lookAtRepositories(found: readonly FoundRepository[], { root, fact }: Workspace): Findings {
  const findings = new Map<AbsolutePath, PathFact>();
  const look = (path: AbsolutePath): void => {
    const state = stateOf(lstatSync(path, { throwIfNoEntry: false }), path);
    const relative = relativeWithin(path, fact.realPath);
    if (state === undefined || relative === undefined) return;
    findings.set(resolvePath(root, relative), { ...state, realPath: path, symlinks: fact.symlinks });
  };
  for (const { kind, path } of found) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (kind === 'pointer' && stats?.isFile()) look(path);
    if (kind === 'directory' && stats?.isDirectory()) for (const part of partsOf(path)) look(part);
  }
  return findings;
}

/** Git reads the configuration of a single working tree only where that of all of them says so. */
function partsOf(repository: AbsolutePath): readonly AbsolutePath[] {
  const config = readSmallFile(resolvePath(repository, 'config')) ?? '';
  const names = /worktreeconfig/i.test(config) ? dangerous : dangerous.slice(0, -1);
  return names.map((name) => resolvePath(repository, name));
}

function stateOf(stats: Stats | undefined, path: AbsolutePath): Pick<PathFact, 'type' | 'empty'> | undefined {
  if (stats === undefined) return { type: 'missing' };
  if (stats.isFile()) return { type: 'file', empty: stats.size === 0 };
  return stats.isDirectory() ? { type: 'directory', empty: readdirSync(path).length === 0 } : undefined;
}
