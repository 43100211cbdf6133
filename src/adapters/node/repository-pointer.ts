import { realpathSync, statSync } from 'node:fs';
import {
  type AbsolutePath,
  parentOf,
  parseAbsolutePath,
  pathStyleOf,
  resolvePath,
} from '../../domain/paths/absolute-path.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import { gitdirIn, placeNamed } from '../../domain/permissions/repository-files.js';
import type { ConfinedFiles } from './confined-files.js';
import { FileFailure, systemCodeOf, toFileSystemError } from './file-failure.js';

/** No file of git that names a directory is longer. */
const maxBytes = 8192;

/**
 * The repository that a `.git` file names, and the directory that it shares with other working trees.
 *
 * @param path where the file lies, canonical
 */
export function repositoryNamedIn(
  path: AbsolutePath,
  files: ConfinedFiles,
): Pick<PathFact, 'gitdir' | 'commonDirectory'> {
  const gitdir = directoryNamed(gitdirIn(textOf(path, files)), parentOf(path));
  if (gitdir === undefined) return {};
  const commonDirectory = directoryNamed(textOf(resolvePath(gitdir, 'commondir'), files), gitdir);
  return commonDirectory === undefined ? { gitdir } : { gitdir, commonDirectory };
}

/** Empty where there is no such file, or nobody may look. */
function textOf(path: AbsolutePath, files: ConfinedFiles): string {
  try {
    return new TextDecoder().decode(files.read(path, { maxBytes }));
  } catch (cause) {
    if (systemCodeOf(cause) !== undefined || cause instanceof FileFailure) return '';
    throw cause;
  }
}

function directoryNamed(text: string | undefined, from: AbsolutePath): AbsolutePath | undefined {
  const path = placeNamed(text, from);
  if (path === undefined) return undefined;
  try {
    return statSync(path).isDirectory() ? canonical(path) : undefined;
  } catch (cause) {
    // A command may have locked the way to a directory, and can open it again; so what nobody may look at counts as one.
    return toFileSystemError(cause, path).code === 'permission-denied' ? path : undefined;
  }
}

function canonical(path: AbsolutePath): AbsolutePath {
  const parsed = parseAbsolutePath(realpathSync.native(path), pathStyleOf(path));
  return parsed.ok ? parsed.value : path;
}
