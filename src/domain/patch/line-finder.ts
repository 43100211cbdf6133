import { lineComparisons } from './normalise-line.js';

/** Where a run of lines may be: anywhere from a line on, or only as the last lines. */
export type RunPlace = 'anywhere' | 'end';

/** Finds runs of lines in a text, as strictly as possible: what differs only in blank space or typography counts when nothing equals. */
export class LineFinder {
  readonly #views: readonly LineView[];

  constructor(lines: readonly string[]) {
    this.#views = lineComparisons.map((normalise) => new LineView(lines, normalise));
  }

  /** The index of the first line of the first run from line `from` on that matches; an empty run is found at `from`. */
  find(run: readonly string[], from: number, place: RunPlace): number | undefined {
    for (const view of this.#views) {
      const found = view.find(run, from, place);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** The lines as one comparison sees them; normalised on first use. */
class LineView {
  readonly #source: readonly string[];
  readonly #normalise: (line: string) => string;
  #lines: readonly string[] | undefined;
  /** The last index of every line; made after the first search in vain, so that later ones need not read the whole text again. */
  #lastIndex: ReadonlyMap<string, number> | undefined;

  constructor(source: readonly string[], normalise: (line: string) => string) {
    this.#source = source;
    this.#normalise = normalise;
  }

  find(run: readonly string[], from: number, place: RunPlace): number | undefined {
    this.#lines ??= this.#source.map(this.#normalise);
    const wanted = run.map(this.#normalise);
    const atEnd = this.#lines.length - wanted.length;
    if (atEnd < from) return undefined;
    if (place === 'end') return isRunAt(this.#lines, wanted, atEnd) ? atEnd : undefined;
    if (this.#isHopeless(wanted, from)) return undefined;
    const found = indexOfRun(this.#lines, wanted, from);
    if (found === undefined) this.#lastIndex ??= new Map(this.#lines.map((line, index) => [line, index]));
    return found;
  }

  #isHopeless(wanted: readonly string[], from: number): boolean {
    const last = this.#lastIndex;
    return last !== undefined && wanted.some((line, offset) => (last.get(line) ?? -1) < from + offset);
  }
}

function isRunAt(lines: readonly string[], run: readonly string[], at: number): boolean {
  return run.every((line, offset) => lines[at + offset] === line);
}

/** Knuth, Morris and Pratt: linear even where the lines repeat. */
function indexOfRun(lines: readonly string[], run: readonly string[], from: number): number | undefined {
  if (run.length === 0) return from;
  const borders = bordersOf(run);
  let matched = 0;
  for (let index = from; index < lines.length; index += 1) {
    while (matched > 0 && lines[index] !== run[matched]) matched = borders[matched - 1] ?? 0;
    if (lines[index] === run[matched]) matched += 1;
    if (matched === run.length) return index - matched + 1;
  }
  return undefined;
}

/** For each prefix of the run, the length of its longest proper prefix that is also its suffix. */
function bordersOf(run: readonly string[]): readonly number[] {
  const borders = [0];
  let border = 0;
  for (let index = 1; index < run.length; index += 1) {
    while (border > 0 && run[index] !== run[border]) border = borders[border - 1] ?? 0;
    if (run[index] === run[border]) border += 1;
    borders.push(border);
  }
  return borders;
}
