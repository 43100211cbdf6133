import type { Search, SharpenedRules } from '../../../domain/enforcement/plan-search.js';
import { type AbsolutePath, isWithin } from '../../../domain/paths/absolute-path.js';
import type { FileSystemRules, WritableRoot } from '../../../domain/permissions/file-system-rules.js';
import type { PathFact, PathFacts } from '../../../domain/permissions/path-facts.js';
import { DirectoryLister } from './directory-lister.js';
import { type Findings, findDenied, usualLimits } from './find-denied.js';
import { type FoundRepository, findRepositories, repositoryAround } from './find-repositories.js';
import { lookAtRepositories } from './repository-parts.js';

/**
 * Looks on the disk for what rules mean there. Deny patterns are looked for before every command. Repositories inside a workspace, and the
 * one that it is a part of where that may be written as well, are looked for once: those that were there before belong to the user, those
 * that commands make later are theirs. What is in them is looked at before every command.
 */
export class DiskSearch {
  readonly #lister = new DirectoryLister();
  readonly #repositories = new Map<string, Promise<readonly FoundRepository[]>>();

  /** The rules with what was found; `undefined` when nothing was. Rejects with the reason of `signal` when that is aborted. */
  async run(search: Search, signal?: AbortSignal): Promise<SharpenedRules | undefined> {
    const denied = await findDenied(search, { ...usualLimits, signal }, this.#lister);
    const repositories = await Promise.all(search.repositories.map((root) => this.#repositoriesAbout(root, search)));
    signal?.throwIfAborted();
    const readOnly = new Map(repositories.flatMap((found) => [...found]));
    if (denied.size === 0 && readOnly.size === 0) return undefined;
    return {
      facts: new Map([...readOnly, ...denied, ...search.facts]),
      rules: sharpen(search, [...denied.keys()], [...readOnly.keys()]),
    };
  }

  async #repositoriesAbout(root: AbsolutePath, { facts, rules }: Search): Promise<Findings> {
    const fact = factAbout(root, facts);
    if (fact?.type !== 'directory') return new Map();
    const wider = liesInWiderRoot(root, rules);
    const key = `${wider ? 'around' : 'inside'} ${fact.realPath}`;
    const found = this.#repositories.get(key) ?? findAbout(fact.realPath, wider);
    this.#repositories.set(key, found);
    // What kept them from being found may be mended before the next command.
    found.catch(() => this.#repositories.delete(key));
    return lookAtRepositories(await found, { root, fact });
  }
}

async function findAbout(base: AbsolutePath, wider: boolean): Promise<readonly FoundRepository[]> {
  const inside = await findRepositories(base);
  return wider ? [...inside, ...(await repositoryAround(base))] : inside;
}

/** Whether a workspace lies in another place that may be written, as one in a temporary directory does. */
function liesInWiderRoot(workspace: AbsolutePath, { writableRoots }: FileSystemRules): boolean {
  if (writableRoots === 'all') return false;
  return writableRoots.some(({ root }) => root !== workspace && isWithin(workspace, root));
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
    repositories.some((workspace) => isWithin(workspace, root.root)) ? carveOut(root, roots, readOnly) : root,
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
