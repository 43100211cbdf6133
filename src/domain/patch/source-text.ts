/** A text seen as lines. Offsets are in UTF-16 code units and always those of a line start, or of the end. */
export class SourceText {
  /** Ends with a line ending, or is empty. */
  readonly text: string;
  /** The ending of added lines: that of the first line, for hardly any text mixes them on purpose. */
  readonly lineEnding: '\n' | '\r\n';
  /** Whether no line ends with CRLF, so that lines can be compared where they stand. */
  readonly plain: boolean;
  #lines: readonly string[] | undefined;
  #starts: readonly number[] | undefined;

  constructor(text: string) {
    const first = text.indexOf('\n');
    this.lineEnding = first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
    this.text = text === '' || text.endsWith('\n') ? text : text + this.lineEnding;
    this.plain = !this.text.includes('\r\n');
  }

  /** The lines without their endings. Cut on first use, because few searches need them. */
  get lines(): readonly string[] {
    this.#lines ??= this.#cutLines();
    return this.#lines;
  }

  /** The offset of the line with this index; that of the end for the index after the last one. */
  startOf(index: number): number {
    this.#starts ??= this.#findStarts();
    return this.#starts[index] ?? this.text.length;
  }

  /** The index of the line that starts at an offset. */
  indexAt(offset: number): number {
    let low = 0;
    let high = this.lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.startOf(middle) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The offset `count` lines further on. */
  skipLines(offset: number, count: number): number {
    let end = offset;
    for (let skipped = 0; skipped < count; skipped += 1) end = this.text.indexOf('\n', end) + 1;
    return end;
  }

  #cutLines(): readonly string[] {
    const lines = this.text.split('\n');
    lines.pop();
    return this.plain ? lines : lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  #findStarts(): readonly number[] {
    const starts: number[] = [];
    for (let start = 0; start < this.text.length; start = this.text.indexOf('\n', start) + 1) starts.push(start);
    return starts;
  }
}
