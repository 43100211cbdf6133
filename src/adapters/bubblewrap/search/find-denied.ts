import type { Dirent } from 'node:fs';
import type { Search } from '../../../domain/enforcement/plan-search.js';
import type { AbsolutePath } from '../../../domain/paths/absolute-path.js';
import { compileGlob, type Glob } from '../../../domain/paths/glob.js';
import { advance, type Progress, startOf, wouldComplete } from '../../../domain/paths/glob-steps.js';
import type { PathFact } from '../../../domain/permissions/path-facts.js';
import { DirectoryLister } from './directory-lister.js';
import { lockedDirectoryAbove } from './locked-directory.js';
import { hiddenBehind, refuseHolder, typeOf } from './matched-link.js';
import { UnspelledNames } from './unspelled-names.js';

/** What was found, by the path that rules call it, with the fact about it. */
export type Findings = ReadonlyMap<AbsolutePath, PathFact>;

/** How much a search may look at below the fixed part of one pattern, and until when anybody wants to know. */
export interface SearchLimits {
  readonly maxEntries: number;
  readonly maxMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** How much is looked at before a command. */
export const usualLimits: SearchLimits = { maxEntries: 500_000, maxMs: 60_000 };

/** How many entries pass between two looks at the clock. */
const entriesPerLook = 1_024;

/**
 * Finds what deny patterns match now; what is made later is only found for the next command. Links are not descended into, but one that
 * matches hides what it leads to. Throws when there is too much to look at: a search that stopped halfway would leave secrets open.
 *
 * No other program is asked, because none says what has to be known: ripgrep, for one, lists regular files, but a pattern also hides
 * directories, empty ones included, and what links lead to.
 */
export async function findDenied(
  { denied, maxDepth, facts }: Pick<Search, 'denied' | 'maxDepth' | 'facts'>,
  limits: SearchLimits = usualLimits,
  lister = new DirectoryLister(),
): Promise<Findings> {
  const found = new Map<AbsolutePath, PathFact>();
  const byBase = new Map<AbsolutePath, Glob[]>();
  for (const pattern of denied) {
    const compiled = compileGlob(pattern);
    if (compiled.ok) byBase.set(compiled.value.base, [...(byBase.get(compiled.value.base) ?? []), compiled.value]);
  }
  for (const [base, globs] of byBase) {
    const fact = facts.get(base);
    if (fact === undefined || fact.type === 'missing') noteLocked(base, found);
    // Without any wildcard a pattern means the one path that it spells.
    else if (globs.some(({ steps }) => steps.length === 0)) noteItself(base, fact, found);
    if (fact?.type !== 'directory') continue;
    await new DeniedSearch({ base, fact, globs, found, limits, lister }).run(maxDepth ?? Number.POSITIVE_INFINITY);
  }
  return found;
}

function noteItself(base: AbsolutePath, fact: PathFact, found: Map<AbsolutePath, PathFact>): void {
  refuseHolder(base, fact.realPath);
  found.set(fact.realPath, { ...fact, symlinks: [] });
}

/** A command that can unlock a directory must not find there what could not be looked for: all of it is hidden. */
function noteLocked(path: AbsolutePath, found: Map<AbsolutePath, PathFact>): void {
  const locked = lockedDirectoryAbove(path) as AbsolutePath | undefined;
  if (locked !== undefined) found.set(locked, { type: 'directory', realPath: locked, symlinks: [] });
}

interface DeniedSearchInput {
  readonly base: AbsolutePath;
  readonly fact: PathFact;
  readonly globs: readonly Glob[];
  readonly found: Map<AbsolutePath, PathFact>;
  readonly limits: SearchLimits;
  readonly lister: DirectoryLister;
}

/** A pattern that may still match below a directory, and how far it has got there. */
interface Runner {
  readonly steps: Glob['steps'];
  readonly progress: Progress;
}

/** One walk below the fixed part of patterns. */
class DeniedSearch {
  readonly #input: DeniedSearchInput;
  readonly #startedAt = performance.now();
  #seen = 0;

  constructor(input: DeniedSearchInput) {
    this.#input = input;
  }

  /** @param levels how many levels of directories to look at, >= 1 */
  run(levels: number): Promise<void> {
    const runners = this.#input.globs.map(({ steps }) => ({ steps, progress: startOf(steps) }));
    return this.#walk('', runners, levels);
  }

  /** Every component is matched once, on the way down; where no pattern can match any more nobody looks. */
  async #walk(relative: string, runners: readonly Runner[], levels: number): Promise<void> {
    const directory = this.#input.fact.realPath + relative;
    this.#input.limits.signal?.throwIfAborted();
    const entries = await this.#input.lister.list(directory, this.#input.limits.maxEntries + 1);
    if (entries === 'unlistable') return this.#hide(relative);
    const unspelled = new UnspelledNames(directory);
    for (const entry of entries) {
      if (this.#isTimeToLookUp()) await this.#lookUp();
      const { name } = entry;
      const matches = runners.some(({ steps, progress }) => wouldComplete(steps, progress, name));
      const left = !matches && levels > 1 && entry.isDirectory() ? runnersBehind(runners, name) : [];
      if (!matches && left.length === 0) continue;
      const below = `${relative}/${name}`;
      if (unspelled.has(name)) throw this.#unspelled(below);
      if (matches) await this.#note(below, entry);
      else await this.#walk(below, left, levels - 1);
    }
  }

  /** What a directory holds cannot be told, so all of it is hidden. */
  #hide(relative: string): void {
    const { base, fact, found } = this.#input;
    const realPath = (fact.realPath + relative) as AbsolutePath;
    found.set((base + relative) as AbsolutePath, { type: 'directory', realPath, symlinks: fact.symlinks });
  }

  async #note(below: string, entry: Dirent): Promise<void> {
    const { base, fact, found } = this.#input;
    const realPath = (fact.realPath + below) as AbsolutePath;
    if (!entry.isSymbolicLink()) {
      found.set((base + below) as AbsolutePath, { type: typeOf(entry), realPath, symlinks: fact.symlinks });
      return;
    }
    const target = await hiddenBehind(realPath);
    if (target !== undefined) found.set(target.realPath, target);
  }

  #unspelled(below: string): Error {
    const { base, globs } = this.#input;
    return new Error(
      `the name \`${base}${below}\` is not UTF-8, so ${patternsOf(globs)} cannot be enforced there; rename it, or start the pattern with ` +
        'another directory',
    );
  }

  #isTimeToLookUp(): boolean {
    const { maxEntries } = this.#input.limits;
    this.#seen += 1;
    if (this.#seen > maxEntries) throw this.#tooMuch(`more than ${maxEntries} files lie`);
    return this.#seen % entriesPerLook === 0;
  }

  async #lookUp(): Promise<void> {
    const { maxMs, signal } = this.#input.limits;
    await this.#input.lister.pause();
    signal?.throwIfAborted();
    if (performance.now() - this.#startedAt > maxMs) throw this.#tooMuch(`more than ${maxMs / 1_000} s of files lie`);
  }

  #tooMuch(what: string): Error {
    const { base, globs } = this.#input;
    return new Error(
      `${what} below \`${base}\`, too many to look for ${patternsOf(globs)}; ` +
        'start the pattern with a longer directory, or set `glob_scan_max_depth`',
    );
  }
}

function patternsOf(globs: readonly Glob[]): string {
  return globs.map(({ pattern }) => `\`${pattern}\``).join(', ');
}

function runnersBehind(runners: readonly Runner[], component: string): readonly Runner[] {
  return runners
    .map(({ steps, progress }) => ({ steps, progress: advance(steps, progress, component) }))
    .filter(({ progress }) => progress.length > 0);
}
