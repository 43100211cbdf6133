import { lstat } from 'node:fs/promises';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import type { FoundRepository } from './find-repositories.js';

/** A place in a repository that must not be written. */
export interface RepositoryPart {
  readonly path: AbsolutePath;
  /** The place is missing, and becomes an empty directory first. */
  readonly create?: true;
}

/** What git acts on when somebody uses the repository outside of the sandbox. */
const dangerous = ['hooks', 'config', 'config.worktree', 'commondir'];

/**
 * The places in a repository that are there now. A missing directory for hooks is made, as git itself makes one. The others are files, and an
 * empty file in their place would stay behind and mean something to git.
 */
export async function partsOf({ kind, path }: FoundRepository): Promise<readonly RepositoryPart[]> {
  const repository = await typeAt(path);
  if (kind === 'pointer') return repository === 'file' ? [{ path }] : [];
  if (repository !== 'directory') return [];
  const parts = dangerous.map((name) => resolvePath(path, name));
  const types = await Promise.all(parts.map(typeAt));
  return parts.flatMap((part, index): readonly RepositoryPart[] => {
    if (types[index] === 'missing') return index === 0 ? [{ path: part, create: true }] : [];
    // A link leads to a place that is confined by itself.
    return types[index] === 'other' ? [] : [{ path: part }];
  });
}

async function typeAt(path: AbsolutePath): Promise<'file' | 'directory' | 'other' | 'missing'> {
  const known = await lstat(path).catch(() => undefined);
  if (known === undefined) return 'missing';
  return known.isFile() ? 'file' : known.isDirectory() ? 'directory' : 'other';
}
