/**
 * Collects text of any length in bounded memory: the first half of `limit` characters, the last half, and the number left out between.
 * Neither half begins or ends inside a surrogate pair, as long as no appended piece does.
 */
export class HeadTailBuffer {
  readonly #half: number;
  #head = '';
  #headIsFull = false;
  // What follows the head, in two blocks: once the newer one alone is long enough for the tail, the older one is let go.
  #older = '';
  #newer = '';
  #dropped = 0;

  constructor(limit: number) {
    this.#half = Math.floor(limit / 2);
  }

  append(text: string): void {
    const start = this.#headIsFull ? '' : headOf(text, this.#half - this.#head.length);
    this.#head += start;
    if (start.length === text.length) return;
    this.#headIsFull = true;
    this.#newer += text.slice(start.length);
    if (this.#newer.length < this.#half) return;
    this.#dropped += this.#older.length;
    this.#older = this.#newer;
    this.#newer = '';
  }

  /** Everything that was kept; says how much is missing in between. */
  toString(): string {
    const rest = this.#older + this.#newer;
    if (this.#dropped === 0 && this.#head.length + rest.length <= 2 * this.#half) return this.#head + rest;
    const tail = tailOf(rest, this.#half);
    const omitted = this.#dropped + rest.length - tail.length;
    return `${this.#head}\n... ${omitted} characters omitted ...\n${tail}`;
  }

  /** Returns what was kept and starts again. */
  take(): string {
    const text = this.toString();
    this.#head = '';
    this.#headIsFull = false;
    this.#older = '';
    this.#newer = '';
    this.#dropped = 0;
    return text;
  }
}

function headOf(text: string, length: number): string {
  if (text.length <= length) return text;
  return text.slice(0, splitsPair(text, length) ? length - 1 : length);
}

function tailOf(text: string, length: number): string {
  const start = text.length - length;
  return start <= 0 ? text : text.slice(splitsPair(text, start) ? start + 1 : start);
}

/** Whether a cut before `index` would separate the two halves of one character. */
function splitsPair(text: string, index: number): boolean {
  return /[\uD800-\uDBFF]/.test(text.charAt(index - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(index));
}
