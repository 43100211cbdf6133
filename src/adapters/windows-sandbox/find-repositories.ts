import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';

const maxLevels = 4;
const maxDirectories = 5_000;

/** What git acts on when somebody uses the repository outside of the sandbox. */
const dangerous = ['hooks', 'config', 'config.worktree'];

/**
 * Finds the hooks and the configuration of the repositories below a directory, and the `.git` files that name a repository elsewhere. Only
 * the upper levels are looked at, and at most a few thousand directories: this is a second line, and must not make commands wait.
 */
export async function findRepositories(root: AbsolutePath): Promise<readonly AbsolutePath[]> {
  const found: AbsolutePath[] = [];
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
        if (entry.name.toLowerCase() === '.git') found.push(...(directory === root ? [] : await partsOf(entry, path)));
        else if (entry.isDirectory() && entry.name !== 'node_modules') next.push(path);
      }
    }
    level = next;
  }
  return found;
}

async function partsOf(entry: Dirent, path: AbsolutePath): Promise<readonly AbsolutePath[]> {
  if (entry.isFile()) return [path];
  if (!entry.isDirectory()) return [];
  const parts = dangerous.map((name) => resolvePath(path, name));
  const known = await Promise.all(parts.map((part) => lstat(part).catch(() => undefined)));
  // A link leads to a place that is confined by itself.
  return parts.filter((_, index) => known[index]?.isFile() || known[index]?.isDirectory());
}

/** What cannot be listed is left out: a second line must not keep commands from running. */
async function list(directory: AbsolutePath): Promise<readonly Dirent[]> {
  return readdir(directory, { withFileTypes: true }).catch(() => []);
}
