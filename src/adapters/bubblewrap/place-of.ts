import {
  type AbsolutePath,
  componentsOf,
  parentOf,
  relativeWithin,
  resolvePath,
} from '../../domain/paths/absolute-path.js';
import { selfAndAncestors } from '../../domain/paths/ancestors.js';
import type { PathFact, PathFacts } from '../../domain/permissions/path-facts.js';

/** Where a path of the rules lies on the disk. */
export interface Place {
  readonly logical: AbsolutePath;
  readonly real: AbsolutePath;
  readonly type: PathFact['type'];
  readonly empty: boolean;
  /** The symbolic links on the way, outermost first. */
  readonly links: readonly PlacedLink[];
  /** For a missing path, the canonical spelling of its outermost missing component. */
  readonly firstMissing: AbsolutePath;
}

/** A symbolic link, and the canonical directory that holds it; without one nobody knows where it lies. */
export interface PlacedLink {
  readonly logical: AbsolutePath;
  readonly directory: AbsolutePath | undefined;
}

/** Looks a path up in the facts. A path without a fact lies where its nearest known ancestor says, and is missing. */
export function placeOf(path: AbsolutePath, facts: PathFacts): Place {
  const fact = facts.get(path) ?? pointedAt(path, facts) ?? missingFact(path, facts);
  return {
    logical: path,
    real: fact.realPath,
    type: fact.type,
    empty: fact.empty ?? false,
    links: fact.symlinks.map((link) => ({ logical: link, directory: directoryOf(link, fact, facts) })),
    firstMissing: realFirstMissing(path, fact),
  };
}

/** A `gitdir:` pointer only ever names a directory that exists. */
function pointedAt(path: AbsolutePath, facts: PathFacts): PathFact | undefined {
  for (const fact of facts.values()) {
    if (fact.gitdir === path) return { type: 'directory', realPath: path, symlinks: [] };
  }
  return undefined;
}

function missingFact(path: AbsolutePath, facts: PathFacts): PathFact {
  for (const ancestor of selfAndAncestors(path)) {
    const fact = facts.get(ancestor);
    if (fact === undefined) continue;
    const rest = relativeWithin(path, ancestor) ?? '';
    const firstMissing = fact.firstMissing ?? resolvePath(ancestor, rest.split('/')[0] ?? '');
    return { type: 'missing', realPath: resolvePath(fact.realPath, rest), symlinks: fact.symlinks, firstMissing };
  }
  return { type: 'missing', realPath: path, symlinks: [] };
}

function realFirstMissing(path: AbsolutePath, { realPath, firstMissing }: PathFact): AbsolutePath {
  if (firstMissing === undefined) return realPath;
  const trailing = componentsOf(path).length - componentsOf(firstMissing).length;
  return Array.from({ length: trailing }).reduce<AbsolutePath>((outer) => parentOf(outer), realPath);
}

/** The outermost link lies where it is spelled; for an inner one somebody must know the canonical spelling of what contains it. */
function directoryOf(link: AbsolutePath, fact: PathFact, facts: PathFacts): AbsolutePath | undefined {
  const directory = parentOf(link);
  if (fact.symlinks[0] === link) return directory;
  const known = selfAndAncestors(directory).find((ancestor) => facts.has(ancestor));
  const outer = known === undefined ? undefined : facts.get(known);
  if (known === undefined || outer === undefined) return undefined;
  // What lies between the known directory and the link must be free of links, or its place is a guess.
  if (fact.symlinks.some((other) => other !== link && other.length > known.length && link.startsWith(`${other}/`))) {
    return undefined;
  }
  return resolvePath(outer.realPath, relativeWithin(directory, known) ?? '');
}
