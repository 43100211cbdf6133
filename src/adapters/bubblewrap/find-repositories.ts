import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import type { Findings } from './find-denied.js';

const maxLevels = 4;
const maxDirectories = 5_000;

/** What git acts on when somebody uses the repository outside of the sandbox. */
const dangerous = ['hooks', 'config', 'config.worktree'];

/**
 * Finds the hooks and the configuration of the repositories inside a workspace, which git would act on outside of the sandbox. Only the
 * upper levels are looked at, and at most a few thousand directories: this is a second line, and must not make commands wait.
 */
export async function findRepositories(root: AbsolutePath, fact: PathFact | undefined): Promise<Findings> {
  const found = new Map<AbsolutePath, PathFact>();
  if (fact?.type !== 'directory') return found;
  const base = fact.realPath === '/' ? '' : fact.realPath;
  const prefix = root === '/' ? '' : root;
  let level = [''];
  let looked = 0;
  for (let depth = 0; depth < maxLevels && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const relative of level) {
      looked += 1;
      if (looked > maxDirectories) return found;
      for (const entry of await list(`${base}${relative}/`)) {
        const below = `${relative}/${entry.name}`;
        if (entry.name === '.git' && relative !== '')
          await noteRepository(entry, { prefix, base, symlinks: fact.symlinks, below, found });
        else if (entry.isDirectory() && isWorthALook(base + below)) next.push(below);
      }
    }
    level = next;
  }
  return found;
}

interface Repository {
  /** How rules spell the root, and where it lies; empty for the root of the disk. */
  readonly prefix: string;
  readonly base: string;
  readonly symlinks: PathFact['symlinks'];
  /** The `.git` entry, relative to the root. */
  readonly below: string;
  readonly found: Map<AbsolutePath, PathFact>;
}

/** A `.git` file names a repository elsewhere, and must keep doing so. */
async function noteRepository(entry: Dirent, { prefix, base, symlinks, below, found }: Repository): Promise<void> {
  const note = (part: string, type: PathFact['type']): void => {
    found.set((prefix + part) as AbsolutePath, { type, realPath: (base + part) as AbsolutePath, symlinks });
  };
  if (entry.isFile()) note(below, 'file');
  if (!entry.isDirectory()) return;
  for (const name of dangerous) {
    const part = `${below}/${name}`;
    const stats = await lstat(base + part).catch(() => undefined);
    if (stats?.isFile()) note(part, 'file');
    else if (stats?.isDirectory()) note(part, 'directory');
  }
}

function isWorthALook(path: string): boolean {
  return !/\/(?:\.git|node_modules)$|^\/(?:proc|sys|dev)$/.test(path);
}

/** What cannot be listed is left out: a second line must not keep commands from running. */
async function list(directory: string): Promise<readonly Dirent[]> {
  return readdir(directory, { withFileTypes: true }).catch(() => []);
}
