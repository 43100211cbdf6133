import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import type { Search } from '../../domain/enforcement/plan-search.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { compileGlob, type Glob } from '../../domain/paths/glob.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import { errorCode } from './error-code.js';

/** What was found, by the path that rules call it, with the fact about it. */
export type Findings = ReadonlyMap<AbsolutePath, PathFact>;

const maxEntries = 500_000;

/**
 * Finds what deny patterns match now; what is made later is only found for the next command. Links are not descended into, but one that
 * matches hides what it leads to. Throws when there is too much to look at: a search that stopped halfway would leave secrets open.
 */
export async function findDenied({ denied, maxDepth, facts }: Search): Promise<Findings> {
  const found = new Map<AbsolutePath, PathFact>();
  const byBase = new Map<AbsolutePath, Glob[]>();
  for (const pattern of denied) {
    const compiled = compileGlob(pattern);
    if (compiled.ok) byBase.set(compiled.value.base, [...(byBase.get(compiled.value.base) ?? []), compiled.value]);
  }
  for (const [base, globs] of byBase) {
    const fact = facts.get(base);
    if (fact?.type !== 'directory') continue;
    await new DeniedSearch({ base, fact, globs, found }).run(maxDepth ?? Number.POSITIVE_INFINITY);
  }
  return found;
}

interface DeniedSearchInput {
  readonly base: AbsolutePath;
  readonly fact: PathFact;
  readonly globs: readonly Glob[];
  readonly found: Map<AbsolutePath, PathFact>;
}

/** One walk below the fixed part of patterns. */
class DeniedSearch {
  readonly #input: DeniedSearchInput;
  #seen = 0;

  constructor(input: DeniedSearchInput) {
    this.#input = input;
  }

  /** @param levels how many levels of directories to look at, >= 1 */
  run(levels: number): Promise<void> {
    return this.#walk('', levels);
  }

  async #walk(relative: string, levels: number): Promise<void> {
    const { base, fact, globs } = this.#input;
    for (const entry of await list(fact.realPath + relative)) {
      this.#count();
      const below = `${relative}/${entry.name}`;
      const path = (base + below) as AbsolutePath;
      if (globs.some((glob) => glob.matches(path))) await this.#note(path, below, entry);
      else if (entry.isDirectory() && levels > 1) await this.#walk(below, levels - 1);
    }
  }

  async #note(path: AbsolutePath, below: string, entry: Dirent): Promise<void> {
    const { fact, found } = this.#input;
    const { symlinks } = fact;
    if (!entry.isSymbolicLink()) {
      found.set(path, { type: typeOf(entry), realPath: (fact.realPath + below) as AbsolutePath, symlinks });
      return;
    }
    const target = await resolve(fact.realPath + below);
    if (target !== undefined) found.set(target.realPath, target);
  }

  #count(): void {
    this.#seen += 1;
    if (this.#seen <= maxEntries) return;
    const { base, globs } = this.#input;
    const patterns = globs.map(({ pattern }) => `\`${pattern}\``).join(', ');
    throw new Error(
      `more than ${maxEntries} files lie below \`${base}\`, too many to look for ${patterns}; ` +
        'start the pattern with a longer directory, or set `glob_scan_max_depth`',
    );
  }
}

/** What this user cannot list, its commands cannot read either. */
async function list(directory: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(errorCode(error))) return [];
    throw error;
  }
}

async function resolve(link: string): Promise<PathFact | undefined> {
  try {
    const realPath = (await realpath(link)) as AbsolutePath;
    return { type: typeOf(await stat(realPath)), realPath, symlinks: [] };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES'].includes(errorCode(error))) return undefined;
    throw error;
  }
}

function typeOf(entry: Pick<Dirent, 'isDirectory' | 'isFile'>): PathFact['type'] {
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}
