import type { Search, SharpenedRules } from '../../domain/enforcement/plan-search.js';
import { type AbsolutePath, isWithin } from '../../domain/paths/absolute-path.js';
import type { FileSystemRules, WritableRoot } from '../../domain/permissions/file-system-rules.js';
import type { PathFact, PathFacts } from '../../domain/permissions/path-facts.js';
import { type Findings, findDenied, usualLimits } from './find-denied.js';
import { type FoundRepository, findRepositories } from './find-repositories.js';
import { lookAtRepositories } from './repository-parts.js';

/**
 * Looks on the disk for what rules mean there. Deny patterns are looked for before every command. Repositories inside a workspace are
 * looked for once: those that were there before belong to the user, those that commands make later are theirs. What is in them is looked at
 * before every command.
 */
export class DiskSearch {
  readonly #repositories = new Map<AbsolutePath, Promise<readonly FoundRepository[]>>();

  /** The rules with what was found; `undefined` when nothing was. Rejects with the reason of `signal` when that is aborted. */
  async run(search: Search, signal?: AbortSignal): Promise<SharpenedRules | undefined> {
    const denied = await findDenied(search, { ...usualLimits, signal });
    const repositories = await Promise.all(search.repositories.map((root) => this.#repositoriesIn(root, search.facts)));
    signal?.throwIfAborted();
    const readOnly = new Map(repositories.flatMap((found) => [...found]));
    if (denied.size === 0 && readOnly.size === 0) return undefined;
    return {
      facts: new Map([...readOnly, ...denied, ...search.facts]),
      rules: sharpen(search, [...denied.keys()], [...readOnly.keys()]),
    };
  }

  async #repositoriesIn(root: AbsolutePath, facts: PathFacts): Promise<Findings> {
    const fact = factAbout(root, facts);
    if (fact?.type !== 'directory') return new Map();
    const found = this.#repositories.get(fact.realPath) ?? findRepositories(fact.realPath);
    this.#repositories.set(fact.realPath, found);
    return lookAtRepositories(await found, { root, fact });
  }
}

/** Rules may name a root by its canonical spelling while the facts know it by another. */
function factAbout(root: AbsolutePath, facts: PathFacts): PathFact | undefined {
  return facts.get(root) ?? [...facts.values()].find(({ realPath }) => realPath === root);
}

function sharpen(
  { rules, repositories }: Search,
  denied: readonly AbsolutePath[],
  readOnly: readonly AbsolutePath[],
): FileSystemRules {
  const found = { ...rules, unreadableMatches: denied };
  if (rules.writableRoots === 'all') return found;
  const roots = rules.writableRoots;
  const writableRoots = roots.map((root) =>
    repositories.includes(root.root) ? carveOut(root, roots, readOnly) : root,
  );
  return { ...found, writableRoots };
}

/** A place inside a workspace that a rule of its own makes writable stays so. */
function carveOut(root: WritableRoot, roots: readonly WritableRoot[], paths: readonly AbsolutePath[]): WritableRoot {
  const inside = paths.filter((path) => innermost(roots, path) === root);
  const readOnlySubpaths = [
    ...root.readOnlySubpaths,
    ...inside.map((path) => ({ path, origin: 'repository' }) as const),
  ];
  return { ...root, readOnlySubpaths };
}

function innermost(roots: readonly WritableRoot[], path: AbsolutePath): WritableRoot | undefined {
  return roots
    .filter(({ root }) => isWithin(path, root))
    .reduce<WritableRoot | undefined>(
      (best, root) => (best && best.root.length >= root.root.length ? best : root),
      undefined,
    );
}
