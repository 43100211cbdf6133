/** A place in a text, with the few ways of moving on that reading scripts and rules takes. */
export class TextCursor {
  readonly #text: string;
  readonly #lines = new Map<'kept' | 'ignored', ReadonlyMap<string, number>>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** UTF-16 units from the start. */
  get position(): number {
    return this.#at;
  }

  /** The character `offset` places further on; empty beyond the ends. */
  peek(offset = 0): string {
    return this.#text.charAt(this.#at + offset);
  }

  skip(length: number): void {
    this.#at += length;
  }

  /** Takes what a sticky pattern matches here; empty when it does not match. */
  take(sticky: RegExp): string {
    sticky.lastIndex = this.#at;
    const taken = sticky.exec(this.#text)?.[0] ?? '';
    this.#at += taken.length;
    return taken;
  }

  /** Takes the character here and everything up to the next match of a global pattern. */
  takeRun(end: RegExp): string {
    end.lastIndex = this.#at + 1;
    const start = this.#at;
    this.#at = end.exec(this.#text)?.index ?? this.#text.length;
    return this.#text.slice(start, this.#at);
  }

  /** Takes everything before `end`, or all that is left without one, and moves past it. */
  takeThrough(end: string): string {
    const start = this.#at;
    const index = this.#text.indexOf(end, start);
    this.#at = index < 0 ? this.#text.length : index + end.length;
    return this.#text.slice(start, index < 0 ? undefined : index);
  }

  /** Takes the lines before the one that is `last` and skips that one. Without such a line nothing is taken. */
  takeLines(last: string, tabs: 'kept' | 'ignored'): string | undefined {
    const start = this.#at;
    if ((this.#lastLines(tabs).get(last) ?? -1) < start) return undefined;
    while (!this.atEnd) {
      const lineStart = this.#at;
      if (withTabs(this.takeThrough('\n'), tabs) === last) return this.#text.slice(start, lineStart);
    }
    return undefined;
  }

  /** Where each line occurs last, so that looking in vain for one costs nothing. */
  #lastLines(tabs: 'kept' | 'ignored'): ReadonlyMap<string, number> {
    const known = this.#lines.get(tabs);
    if (known !== undefined) return known;
    const lines = new Map<string, number>();
    let start = 0;
    for (const line of this.#text.split('\n')) {
      lines.set(withTabs(line, tabs), start);
      start += line.length + 1;
    }
    this.#lines.set(tabs, lines);
    return lines;
  }
}

function withTabs(line: string, tabs: 'kept' | 'ignored'): string {
  return tabs === 'kept' ? line : line.replace(/^\t+/, '');
}
