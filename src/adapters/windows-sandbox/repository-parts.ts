import { lstat } from 'node:fs/promises';
import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import { actedOnByGit } from '../../domain/permissions/repository-files.js';
import type { FoundRepository } from './find-repositories.js';

/** A place in a repository that must not be written. */
export interface RepositoryPart {
  readonly path: AbsolutePath;
  /** The place is missing, and becomes an empty directory first. */
  readonly create?: true;
}

/**
 * The places in a repository that are there now. A missing directory for hooks is made, as git itself makes one. The others are files, and an
 * empty file in their place would stay behind and mean something to git.
 */
export async function partsOf({ kind, path }: FoundRepository): Promise<readonly RepositoryPart[]> {
  const repository = await typeAt(path);
  if (kind === 'pointer') return repository === 'file' ? [{ path }] : [];
  if (repository !== 'directory') return [];
  const parts = await Promise.all(
    actedOnByGit.map(async (name) => {
      const part = resolvePath(path, name);
      return { name, part, type: await typeAt(part) };
    }),
  );
  return parts.flatMap(({ name, part, type }): readonly RepositoryPart[] => {
    if (type === 'missing') return name === 'hooks' ? [{ path: part, create: true }] : [];
    // A link leads to a place that is confined by itself.
    return type === 'other' ? [] : [{ path: part }];
  });
}

async function typeAt(path: AbsolutePath): Promise<'file' | 'directory' | 'other' | 'missing'> {
  const known = await lstat(path).catch(() => undefined);
  if (known === undefined) return 'missing';
  return known.isFile() ? 'file' : known.isDirectory() ? 'directory' : 'other';
}
