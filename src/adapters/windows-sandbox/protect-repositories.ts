import { type AbsolutePath, isWithin, parentOf, pathKey } from '../../domain/paths/absolute-path.js';
import { ancestorsOf } from '../../domain/paths/ancestors.js';
import type { RepositoryPart } from './repository-parts.js';
import type { AccessEntry } from './windows-plan.js';

/**
 * The entries that keep parts of nested repositories from being written with the capabilities that other entries open. A repository that
 * the rules make writable by its own name stays writable.
 */
export function protectRepositories(
  parts: readonly RepositoryPart[],
  entries: readonly AccessEntry[],
): readonly AccessEntry[] {
  const openings = entries.filter(({ effect }) => effect === 'allow-write');
  const protectedParts = parts.filter((part) => !openings.some(({ path }) => isNamed(path, part.path)));
  const added = openings.flatMap(({ path: root, capability }) =>
    protectedParts
      .filter((part) => isBelow(part.path, root))
      .flatMap((part): readonly AccessEntry[] => [
        { effect: 'deny-write', ...part, capability },
        ...ancestorsOf(part.path)
          .filter((directory) => isBelow(directory, root))
          .map((directory): AccessEntry => ({ effect: 'deny-rename', path: directory, capability })),
      ]),
  );
  return distinct(added);
}

/** Whether a root was opened inside the repository of a part, or is that repository. */
function isNamed(root: AbsolutePath, part: AbsolutePath): boolean {
  return isWithin(part, root) && isWithin(root, repositoryOf(part));
}

function repositoryOf(part: AbsolutePath): AbsolutePath {
  return pathKey(part).endsWith('.git') ? part : parentOf(part);
}

function isBelow(path: AbsolutePath, root: AbsolutePath): boolean {
  return isWithin(path, root) && pathKey(path) !== pathKey(root);
}

function distinct(entries: readonly AccessEntry[]): readonly AccessEntry[] {
  const byKey = new Map(entries.map((entry) => [JSON.stringify([entry.effect, entry.path, entry.capability]), entry]));
  return [...byKey.values()];
}
