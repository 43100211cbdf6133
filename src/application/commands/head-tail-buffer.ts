import { utf8Length } from '../../domain/conversation/truncate-output.js';
import type { CapturedOutput } from '../../domain/tools/captured-output.js';

/**
 * Collects text of any length in bounded memory: the first half of `limit` characters, the last half, and how much was left out between.
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
  #bytes = 0;

  constructor(limit: number) {
    this.#half = Math.floor(limit / 2);
  }

  /** @param bytes how long the text was before it was decoded */
  append(text: string, bytes = utf8Length(text)): void {
    this.#bytes += bytes;
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
    return this.#read().text;
  }

  /** Returns what was kept and starts again. */
  take(): CapturedOutput {
    const taken = this.#read();
    this.#head = '';
    this.#headIsFull = false;
    this.#older = '';
    this.#newer = '';
    this.#dropped = 0;
    this.#bytes = 0;
    return taken;
  }

  #read(): CapturedOutput {
    const rest = this.#older + this.#newer;
    const bytes = this.#bytes;
    if (this.#dropped === 0 && this.#head.length + rest.length <= 2 * this.#half) {
      return { text: this.#head + rest, bytes, omittedBytes: 0 };
    }
    const tail = tailOf(rest, this.#half);
    const omittedBytes = Math.max(1, bytes - utf8Length(this.#head) - utf8Length(tail));
    return { text: `${this.#head}\n... ${omittedBytes} bytes omitted ...\n${tail}`, bytes, omittedBytes };
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
