import { lstat, readFile, realpath } from 'node:fs/promises';
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
export async function projectDirectories(
  cwd: AbsolutePath,
  markers: readonly string[],
): Promise<readonly AbsolutePath[]> {
  const root = await nearestWith(cwd, markers);
  const chain: AbsolutePath[] = [];
  for (let directory = cwd; root !== undefined && directory !== root; directory = parentOf(directory))
    chain.unshift(directory);
  return [root ?? cwd, ...chain];
}

/** The names under which a person may have decided about a project: canonical directory, literal directory, repository root. */
export async function trustNames(cwd: AbsolutePath): Promise<readonly AbsolutePath[]> {
  const canonical = await canonicalPath(cwd);
  const repository = await nearestWith(canonical, ['.git']);
  if (repository === undefined) return [canonical, cwd];
  const main = await mainRepositoryOf(repository);
  return [canonical, cwd, repository, ...(main === undefined ? [] : [main])];
}

/** Whether anything is at a path, links not followed. */
export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** A path without symbolic links; the path itself when it cannot be resolved. */
export async function canonicalPath(path: AbsolutePath): Promise<AbsolutePath> {
  const real = await realpath(path).catch(() => path);
  const parsed = parseAbsolutePath(real, pathStyleOf(path));
  return parsed.ok ? parsed.value : path;
}

async function nearestWith(start: AbsolutePath, names: readonly string[]): Promise<AbsolutePath | undefined> {
  if (names.length === 0) return undefined;
  for (let directory = start; ; directory = parentOf(directory)) {
    for (const name of names) if (await exists(join(directory, name))) return directory;
    if (directory === parentOf(directory)) return undefined;
  }
}

/**
 * The repository that a linked worktree belongs to. Anybody can write a `.git` file that points at a trusted repository,
 * so the repository has to point back.
 */
async function mainRepositoryOf(worktree: AbsolutePath): Promise<AbsolutePath | undefined> {
  const pointer = await firstLine(join(worktree, '.git'));
  if (pointer === undefined || !pointer.startsWith('gitdir: ')) return undefined;
  const gitdir = resolvePath(worktree, pointer.slice('gitdir: '.length));
  const commonDirectory = parentOf(parentOf(gitdir));
  if (nameOf(parentOf(gitdir)) !== 'worktrees' || nameOf(commonDirectory) !== '.git') return undefined;
  const back = await firstLine(join(gitdir, 'gitdir'));
  if (back === undefined) return undefined;
  const target = isAbsolute(back) ? back : resolve(gitdir, back);
  const [pointsAt, own] = await Promise.all([realpath(target).catch(() => ''), realpath(join(worktree, '.git'))]);
  return pointsAt === own ? canonicalPath(parentOf(commonDirectory)) : undefined;
}

async function firstLine(file: string): Promise<string | undefined> {
  const stats = await lstat(file).catch(() => undefined);
  if (stats === undefined || !stats.isFile() || stats.size > 4096) return undefined;
  return (await readFile(file, 'utf8').catch(() => undefined))?.split('\n', 1)[0]?.trim();
}
