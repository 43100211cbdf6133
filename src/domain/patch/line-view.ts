/** The lines of a text as one comparison sees them. */
export class LineView {
  readonly #lines: readonly string[];
  /** The last index of every line; made after the first search in vain, so that later ones need not read the whole text again. */
  #lastIndex: ReadonlyMap<string, number> | undefined;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The index of the first place from line `from` on where `run` stands; an empty run stands at `from`. */
  find(run: readonly string[], from: number): number | undefined {
    if (this.#lines.length - run.length < from || this.isHopeless(run, from)) return undefined;
    const found = indexOfRun(this.#lines, run, from);
    if (found === undefined) this.noteMiss();
    return found;
  }

  /** The index of the last lines, from line `from` on, if they are `run`. */
  findAtEnd(run: readonly string[], from: number): number | undefined {
    const at = this.#lines.length - run.length;
    return at >= from && run.every((line, offset) => this.#lines[at + offset] === line) ? at : undefined;
  }

  /** Whether an earlier search in vain already shows that this one will be. */
  isHopeless(run: readonly string[], from: number): boolean {
    const last = this.#lastIndex;
    return last !== undefined && run.some((line, offset) => (last.get(line) ?? -1) < from + offset);
  }

  /** Prepares for further searches, after one in vain. */
  noteMiss(): void {
    this.#lastIndex ??= new Map(this.#lines.map((line, index) => [line, index]));
  }
}

/** Knuth, Morris and Pratt: linear even where the lines repeat. */
function indexOfRun(lines: readonly string[], run: readonly string[], from: number): number | undefined {
  const [first] = run;
  if (first === undefined) return from;
  const borders = bordersOf(run);
  let matched = 0;
  for (let index = from; index < lines.length; index += 1) {
    while (matched > 0 && lines[index] !== run[matched]) matched = borders[matched - 1] ?? 0;
    if (matched === 0) {
      index = lines.indexOf(first, index);
      if (index === -1) return undefined;
    }
    matched += 1;
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
