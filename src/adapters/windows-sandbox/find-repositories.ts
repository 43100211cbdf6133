import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { type AbsolutePath, isWithin, parentOf, resolvePath } from '../../domain/paths/absolute-path.js';
import { gitdirIn, placeNamed } from '../../domain/permissions/repository-files.js';

/** Something that git outside of the sandbox relies on. */
export type FoundRepository =
  /** A directory with hooks and configuration. */
  | { readonly kind: 'directory'; readonly path: AbsolutePath }
  /** A `.git` file, which names a repository elsewhere, and must keep doing so. */
  | { readonly kind: 'pointer'; readonly path: AbsolutePath };

const maxLevels = 4;
const maxDirectories = 5_000;
const maxPointerBytes = 4_096;

/**
 * Finds the repositories below a directory, and those below it that their `.git` files name. Only the upper levels are looked at, and at most
 * a few thousand directories: this is a second line, and must not make commands wait.
 */
export async function findRepositories(root: AbsolutePath): Promise<readonly FoundRepository[]> {
  const found: FoundRepository[] = [];
  let looked = 0;
  let level = [root];
  for (let depth = 0; depth < maxLevels && level.length > 0; depth += 1) {
    const next: AbsolutePath[] = [];
    for (const directory of level) {
      looked += 1;
      if (looked > maxDirectories) return found;
      for (const entry of await list(directory)) {
        const path = resolvePath(directory, entry.name);
        // The repository of the root itself is protected as a whole.
        if (entry.name.toLowerCase() === '.git') found.push(...(directory === root ? [] : await at(entry, path, root)));
        else if (entry.isDirectory() && entry.name !== 'node_modules') next.push(path);
      }
    }
    level = next;
  }
  return found;
}

/** A link leads to a place that is confined by itself. */
async function at(entry: Dirent, path: AbsolutePath, root: AbsolutePath): Promise<readonly FoundRepository[]> {
  if (entry.isDirectory()) return [{ kind: 'directory', path }];
  if (!entry.isFile()) return [];
  const named = (await namedBy(path)).filter((directory) => isWithin(directory, root));
  return [{ kind: 'pointer', path }, ...named.map((each) => ({ kind: 'directory', path: each }) as const)];
}

/** The directory that a `.git` file names, and the one that several working trees share. */
async function namedBy(pointer: AbsolutePath): Promise<readonly AbsolutePath[]> {
  const directory = await follow(gitdirIn(await read(pointer)), parentOf(pointer));
  if (directory === undefined) return [];
  const shared = await follow(await read(resolvePath(directory, 'commondir')), directory);
  return shared === undefined ? [directory] : [directory, shared];
}

async function follow(text: string | undefined, from: AbsolutePath): Promise<AbsolutePath | undefined> {
  const place = placeNamed(text, from);
  if (place === undefined) return undefined;
  return realpath(place).then(
    (path) => path as AbsolutePath,
    () => undefined,
  );
}

/** What cannot be read names nothing, and what is long is no name. */
async function read(path: AbsolutePath): Promise<string> {
  const known = await stat(path).catch(() => undefined);
  if (known?.isFile() !== true || known.size > maxPointerBytes) return '';
  return readFile(path, 'utf8').catch(() => '');
}

/** What cannot be listed is left out: a second line must not keep commands from running. */
async function list(directory: AbsolutePath): Promise<readonly Dirent[]> {
  return readdir(directory, { withFileTypes: true }).catch(() => []);
}
