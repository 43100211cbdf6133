/** The lines between the markers of a patch, read from top to bottom. */
export class PatchLines {
  readonly #lines: readonly string[];
  #position = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** The line that comes next; `undefined` after the last one. */
  get current(): string | undefined {
    return this.#lines[this.#position];
  }

  /** The number of {@link current} in the whole patch, where the begin marker is line 1. */
  get number(): number {
    return this.#position + 2;
  }

  /** Goes on to the next line. */
  advance(): void {
    this.#position += 1;
  }

  /** Goes past empty lines. */
  skipBlank(): void {
    while (this.current === '') this.advance();
  }
}
