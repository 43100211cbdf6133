import {
  type AbsolutePath,
  componentsOf,
  isWithin,
  parentOf,
  relativeWithin,
  resolvePath,
} from '../paths/absolute-path.js';
import { selfAndAncestors } from '../paths/ancestors.js';
import type { PathFact, PathFacts } from '../permissions/path-facts.js';

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

/** Knows where the paths of rules lie, as far as the facts tell. */
export class Places {
  readonly #facts: PathFacts;
  readonly #byRealPath: ReadonlyMap<AbsolutePath, PathFact>;
  readonly #pointedAt: ReadonlySet<AbsolutePath>;

  constructor(facts: PathFacts) {
    const known = [...facts.values()];
    this.#facts = facts;
    this.#byRealPath = new Map([...facts].map(([path, fact]) => [fact.realPath, canonicalFact(path, fact)]));
    const named = known.flatMap(({ gitdir, commonDirectory }) => [gitdir, commonDirectory]);
    this.#pointedAt = new Set(named.filter((path) => path !== undefined));
  }

  /** Where a path lies. One without a fact lies where its nearest known ancestor says, and is missing. */
  at(path: AbsolutePath): Place {
    const fact = this.#factFor(path);
    return {
      logical: path,
      real: fact.realPath,
      type: fact.type,
      empty: fact.empty ?? false,
      links: fact.symlinks.map((link) => ({ logical: link, directory: directoryOf(link, fact, this.#facts) })),
      firstMissing: realFirstMissing(path, fact),
    };
  }

  /** The links through which known places are spelled, with the place that each leads to, where the facts tell it for certain. */
  aliases(): ReadonlyMap<AbsolutePath, AbsolutePath> {
    const aliases = new Map<AbsolutePath, AbsolutePath>();
    for (const [path, { realPath, symlinks }] of this.#facts) {
      const [link, ...inner] = symlinks;
      if (link === undefined || inner.length > 0) continue;
      const rest = path.slice(link.length);
      if (realPath.endsWith(rest)) aliases.set(link, realPath.slice(0, realPath.length - rest.length) as AbsolutePath);
    }
    return aliases;
  }

  /** Rules may name a place by its canonical spelling while the facts know it by another. */
  #factFor(path: AbsolutePath): PathFact {
    const known = this.#facts.get(path) ?? this.#byRealPath.get(path);
    if (known !== undefined) return known;
    // A `gitdir:` pointer only ever names a directory that exists.
    if (this.#pointedAt.has(path)) return { type: 'directory', realPath: path, symlinks: [] };
    return missingFact(path, this.#facts);
  }
}

/** The fact about the same place under its canonical name. */
function canonicalFact(path: AbsolutePath, fact: PathFact): PathFact {
  const { firstMissing, realFirstMissing: _, ...rest } = fact;
  return {
    ...rest,
    symlinks: [],
    ...(firstMissing === undefined ? {} : { firstMissing: realFirstMissing(path, fact) }),
  };
}

function missingFact(path: AbsolutePath, facts: PathFacts): PathFact {
  for (const ancestor of selfAndAncestors(path)) {
    const fact = facts.get(ancestor);
    if (fact === undefined) continue;
    const rest = relativeWithin(path, ancestor) ?? '';
    const firstMissing = fact.firstMissing ?? resolvePath(ancestor, rest.split('/')[0] ?? '');
    const { realPath, symlinks, realFirstMissing: canonical } = fact;
    const spelled = canonical === undefined ? {} : { realFirstMissing: canonical };
    return { type: 'missing', realPath: resolvePath(realPath, rest), symlinks, firstMissing, ...spelled };
  }
  return { type: 'missing', realPath: path, symlinks: [] };
}

function realFirstMissing(path: AbsolutePath, fact: PathFact): AbsolutePath {
  const { realPath, firstMissing } = fact;
  if (fact.realFirstMissing !== undefined) return fact.realFirstMissing;
  if (firstMissing === undefined || !isWithin(path, firstMissing)) return realPath;
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
  if (fact.symlinks.some((other) => other !== link && other.length > known.length && isWithin(link, other))) {
    return undefined;
  }
  return resolvePath(outer.realPath, relativeWithin(directory, known) ?? '');
}
