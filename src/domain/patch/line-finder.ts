import { findLinesInText } from './find-lines-in-text.js';
import { LineView } from './line-view.js';
import { lineNormalisations } from './normalise-line.js';
import type { SourceText } from './source-text.js';

/** Where lines may be: anywhere from an offset on, or only as the last ones. */
export type LinesPlace = 'anywhere' | 'end';

/** Finds lines in a text, as strictly as possible: what differs only in blank space or typography counts when nothing equals. */
export class LineFinder {
  readonly #source: SourceText;
  readonly #views = new Map<number, LineView>();
  #missedInText = false;

  constructor(source: SourceText) {
    this.#source = source;
  }

  /** The offset, at or after `from`, of the first place where the lines stand; none stand at `from` itself. */
  find(lines: readonly string[], from: number, place: LinesPlace): number | undefined {
    if (lines.length === 0) return place === 'end' ? this.#source.text.length : from;
    const equal = this.#findEqual(lines, from, place);
    if (equal !== undefined) return equal;
    for (const [index, normalise] of lineNormalisations.entries()) {
      const view = this.#view(index, () => this.#source.lines.map(normalise));
      const found = this.#findInView(view, lines.map(normalise), { from, place });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #findEqual(lines: readonly string[], from: number, place: LinesPlace): number | undefined {
    const searchable = this.#source.plain && place === 'anywhere';
    if (!searchable || this.#missedInText) {
      return this.#findInView(this.#equalView(), lines, { from, place });
    }
    const found = findLinesInText(this.#source.text, lines, from);
    if (typeof found === 'number') return found;
    this.#missedInText = true;
    if (found === 'costly') return this.#findInView(this.#equalView(), lines, { from, place });
    this.#equalView().noteMiss();
    return undefined;
  }

  #findInView(
    view: LineView,
    lines: readonly string[],
    where: { readonly from: number; readonly place: LinesPlace },
  ): number | undefined {
    const from = this.#source.indexAt(where.from);
    const index = where.place === 'end' ? view.findAtEnd(lines, from) : view.find(lines, from);
    return index === undefined ? undefined : this.#source.startOf(index);
  }

  #equalView(): LineView {
    return this.#view(-1, () => this.#source.lines);
  }

  #view(key: number, linesOf: () => readonly string[]): LineView {
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const view = new LineView(linesOf());
    this.#views.set(key, view);
    return view;
  }
}
