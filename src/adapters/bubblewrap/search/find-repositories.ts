import { type Dirent, lstatSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { type AbsolutePath, isWithin, parentOf, resolvePath } from '../../../domain/paths/absolute-path.js';
import { ancestorsOf } from '../../../domain/paths/ancestors.js';
import { gitdirIn, placeNamed } from '../../../domain/permissions/repository-files.js';
import { DirectoryLister } from './directory-lister.js';
import { oldestDirectories } from './oldest-directories.js';
import { readSmallFile } from './read-small-file.js';

/** Something about a repository that git outside of the sandbox relies on, at its canonical place. */
export type FoundRepository =
  /** A directory with hooks and configuration. */
  | { readonly kind: 'directory'; readonly path: AbsolutePath }
  /** A `.git` file, which names a repository elsewhere, and must keep doing so. */
  | { readonly kind: 'pointer'; readonly path: AbsolutePath }
  /** A directory that nobody can look into, so that there may be any number of repositories. */
  | { readonly kind: 'unseen'; readonly path: AbsolutePath };

const usualLimit = 10_000;
/** Nothing opens a longer path. */
const maxPathBytes = 4_095;

/**
 * Finds the repositories inside a workspace, and those inside of it that their `.git` files name. At most some thousand directories are
 * looked at, level by level: this is a second line, and must not make commands wait. No level takes more than half of what is left, and where
 * it has more directories than that, the oldest are looked at, so that commands cannot hide a repository among directories that they make.
 *
 * @param base where the workspace lies, canonical
 * @param maxDirectories how many directories to look at, >= 1
 */
export async function findRepositories(
  base: AbsolutePath,
  maxDirectories = usualLimit,
): Promise<readonly FoundRepository[]> {
  const lister = new DirectoryLister();
  const walk = new RepositoryWalk(base, lister);
  let level: readonly AbsolutePath[] = [base];
  for (let left = maxDirectories; level.length > 0 && left > 0; ) {
    const chosen = await oldestDirectories(level, Math.ceil(left / 2), lister);
    left -= chosen.length;
    level = await walk.lookInto(chosen);
  }
  return walk.found();
}

/** The repository that a workspace is a part of: the nearest above it. */
export async function repositoryAround(base: AbsolutePath): Promise<readonly FoundRepository[]> {
  for (const directory of ancestorsOf(base)) {
    const path = resolvePath(directory, '.git');
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats !== undefined) return partsOf(stats, path);
  }
  return [];
}

/** Says that a workspace would have to be read-only as a whole. */
export function unseenWorkspace(base: AbsolutePath): Error {
  return new Error(
    `the workspace \`${base}\` cannot be looked into, so the repositories in it cannot be protected; let its owner list and enter it`,
  );
}

class RepositoryWalk {
  readonly #base: AbsolutePath;
  readonly #lister: DirectoryLister;
  readonly #found = new Map<AbsolutePath, FoundRepository>();

  constructor(base: AbsolutePath, lister: DirectoryLister) {
    this.#base = base;
    this.#lister = lister;
  }

  found(): readonly FoundRepository[] {
    return [...this.#found.values()];
  }

  /** Notes what is in these directories, and returns the directories in them. */
  async lookInto(directories: readonly AbsolutePath[]): Promise<readonly AbsolutePath[]> {
    const below: AbsolutePath[] = [];
    for (const directory of directories) {
      const entries = await this.#lister.list(directory);
      if (entries === 'unlistable') this.#noteUnseen(directory);
      else below.push(...(await this.#lookAt(directory, entries)));
    }
    return below;
  }

  #noteUnseen(path: AbsolutePath): void {
    if (path === this.#base) throw unseenWorkspace(path);
    this.#found.set(path, { kind: 'unseen', path });
  }

  async #lookAt(directory: AbsolutePath, entries: readonly Dirent[]): Promise<readonly AbsolutePath[]> {
    const git = entries.find(({ name }) => name === '.git');
    if (git !== undefined && directory !== this.#base) {
      const parts = await partsOf(git, resolvePath(directory, git.name));
      for (const part of parts) if (isWithin(part.path, this.#base)) this.#found.set(part.path, part);
    }
    const folders = entries.filter((entry) => entry !== git && entry.isDirectory());
    return folders.map(({ name }) => resolvePath(directory, name)).filter(isWorthALook);
  }
}

async function partsOf(
  entry: Pick<Dirent, 'isDirectory' | 'isFile' | 'isSymbolicLink'>,
  path: AbsolutePath,
): Promise<readonly FoundRepository[]> {
  if (entry.isDirectory()) return [{ kind: 'directory', path }];
  if (entry.isFile()) return [{ kind: 'pointer', path }, ...(await namedBy(path))];
  const target = entry.isSymbolicLink() ? await placeOf(path) : undefined;
  return target === undefined ? [] : [{ kind: 'directory', path: target }];
}

/** The directory that a `.git` file names, and the one that several working trees share. */
async function namedBy(pointer: AbsolutePath): Promise<readonly FoundRepository[]> {
  const directory = await follow(gitdirIn(readSmallFile(pointer)), parentOf(pointer));
  if (directory === undefined) return [];
  const shared = await follow(readSmallFile(resolvePath(directory, 'commondir')), directory);
  return [directory, ...(shared === undefined ? [] : [shared])].map((path) => ({ kind: 'directory', path }));
}

async function follow(text: string | undefined, from: AbsolutePath): Promise<AbsolutePath | undefined> {
  const place = placeNamed(text, from);
  return place && placeOf(place);
}

function placeOf(path: AbsolutePath): Promise<AbsolutePath | undefined> {
  return realpath(path).then(
    (real) => real as AbsolutePath,
    () => undefined,
  );
}

function isWorthALook(path: string): boolean {
  return !/\/node_modules$|^\/(?:proc|sys|dev)$/.test(path) && Buffer.byteLength(path) <= maxPathBytes;
}
