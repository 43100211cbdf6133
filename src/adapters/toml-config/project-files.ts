import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import {
  type AbsolutePath,
  nameOf,
  parentOf,
  parseAbsolutePath,
  pathStyleOf,
  resolvePath,
} from '../../domain/paths/absolute-path.js';

/** The directories from the project's root down to `cwd`: the root is the nearest one that holds a marker, else `cwd` itself. */
export function projectDirectories(cwd: AbsolutePath, markers: readonly string[]): readonly AbsolutePath[] {
  const root = nearestWith(cwd, markers);
  const chain: AbsolutePath[] = [];
  for (let directory = cwd; root !== undefined && directory !== root; directory = parentOf(directory))
    chain.unshift(directory);
  return [root ?? cwd, ...chain];
}

/** The names under which a person may have decided about a project: canonical directory, literal directory, repository root. */
export function trustNames(cwd: AbsolutePath): readonly AbsolutePath[] {
  const canonical = canonicalPath(cwd);
  const repository = nearestWith(canonical, ['.git']);
  if (repository === undefined) return [canonical, cwd];
  const main = mainRepositoryOf(repository);
  return [canonical, cwd, repository, ...(main === undefined ? [] : [main])];
}

/** Whether anything is at a path, links not followed. */
export function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A file on the way there, a directory that cannot be entered.
    return false;
  }
}

/** A path without symbolic links; the path itself when it cannot be resolved. */
export function canonicalPath(path: AbsolutePath): AbsolutePath {
  const parsed = parseAbsolutePath(realPathOf(path) ?? path, pathStyleOf(path));
  return parsed.ok ? parsed.value : path;
}

function nearestWith(start: AbsolutePath, names: readonly string[]): AbsolutePath | undefined {
  if (names.length === 0) return undefined;
  for (let directory = start; ; directory = parentOf(directory)) {
    for (const name of names) if (exists(join(directory, name))) return directory;
    if (directory === parentOf(directory)) return undefined;
  }
}

/**
 * The repository that a linked worktree belongs to. Anybody can write a `.git` file that points at a trusted repository,
 * so the repository has to point back.
 */
function mainRepositoryOf(worktree: AbsolutePath): AbsolutePath | undefined {
  const pointer = firstLine(join(worktree, '.git'));
  if (pointer === undefined || !pointer.startsWith('gitdir: ')) return undefined;
  const gitdir = resolvePath(worktree, pointer.slice('gitdir: '.length));
  const commonDirectory = parentOf(parentOf(gitdir));
  if (nameOf(parentOf(gitdir)) !== 'worktrees' || nameOf(commonDirectory) !== '.git') return undefined;
  const back = firstLine(join(gitdir, 'gitdir'));
  if (back === undefined) return undefined;
  const target = isAbsolute(back) ? back : resolve(gitdir, back);
  const pointsAt = realPathOf(target);
  return pointsAt !== undefined && pointsAt === realPathOf(join(worktree, '.git'))
    ? canonicalPath(parentOf(commonDirectory))
    : undefined;
}

function firstLine(file: string): string | undefined {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile() || stats.size > 4096) return undefined;
    return readFileSync(file, 'utf8').split('\n', 1)[0]?.trim();
  } catch {
    return undefined;
  }
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
