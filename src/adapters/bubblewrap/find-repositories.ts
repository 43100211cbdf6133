import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { type AbsolutePath, isWithin, resolvePath } from '../../domain/paths/absolute-path.js';
import { errorCode } from './error-code.js';
import { readSmallFile } from './read-small-file.js';

/** Something about a repository that git outside of the sandbox relies on, at its canonical place. */
export type FoundRepository =
  /** A directory with hooks and configuration. */
  | { readonly kind: 'directory'; readonly path: AbsolutePath }
  /** A `.git` file, which names a repository elsewhere, and must keep doing so. */
  | { readonly kind: 'pointer'; readonly path: AbsolutePath };

const maxLevels = 4;
const maxDirectories = 5_000;

/**
 * Finds the repositories inside a workspace, and those inside of it that their `.git` files name. Only the upper levels are looked at, and
 * at most a few thousand directories: this is a second line, and must not make commands wait.
 *
 * @param base where the workspace lies, canonical
 */
export async function findRepositories(base: AbsolutePath): Promise<readonly FoundRepository[]> {
  const found = new Map<AbsolutePath, FoundRepository>();
  let level = [base];
  let looked = 0;
  for (let depth = 0; depth < maxLevels && level.length > 0; depth += 1) {
    const next: AbsolutePath[] = [];
    for (const directory of level) {
      looked += 1;
      if (looked > maxDirectories) return [...found.values()];
      for (const entry of await list(directory)) {
        const path = resolvePath(directory, entry.name);
        if (entry.name !== '.git') {
          if (entry.isDirectory() && isWorthALook(path)) next.push(path);
        } else if (directory !== base) {
          for (const part of await partsOf(entry, path)) if (isWithin(part.path, base)) found.set(part.path, part);
        }
      }
    }
    level = next;
  }
  return [...found.values()];
}

async function partsOf(entry: Dirent, path: AbsolutePath): Promise<readonly FoundRepository[]> {
  if (entry.isDirectory()) return [{ kind: 'directory', path }];
  if (entry.isFile()) return [{ kind: 'pointer', path }, ...(await namedBy(path))];
  const target = entry.isSymbolicLink() ? await placeOf(path) : undefined;
  return target === undefined ? [] : [{ kind: 'directory', path: target }];
}

/** The directory that a `.git` file names, and the one that several working trees share. */
async function namedBy(pointer: AbsolutePath): Promise<readonly FoundRepository[]> {
  const target = /^gitdir:\s*(.+)/.exec(readSmallFile(pointer) ?? '')?.[1];
  const directory = await follow(target, resolvePath(pointer, '..'));
  if (directory === undefined) return [];
  const shared = await follow(readSmallFile(resolvePath(directory, 'commondir')), directory);
  return [directory, ...(shared === undefined ? [] : [shared])].map((path) => ({ kind: 'directory', path }));
}

function follow(text: string | undefined, from: AbsolutePath): Promise<AbsolutePath | undefined> {
  const target = text?.trim() ?? '';
  return target === '' || target.includes('\0') ? Promise.resolve(undefined) : placeOf(resolvePath(from, target));
}

function placeOf(path: AbsolutePath): Promise<AbsolutePath | undefined> {
  return realpath(path).then(
    (real) => real as AbsolutePath,
    () => undefined,
  );
}

function isWorthALook(path: string): boolean {
  return !/\/node_modules$|^\/(?:proc|sys|dev)$/.test(path);
}

/** What this user cannot list is left out: a second line must not keep commands from running. */
async function list(directory: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(errorCode(error))) return [];
    throw error;
  }
}
