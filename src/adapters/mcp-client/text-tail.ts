/** Keeps the end of a text that may be endless. */
export class TextTail {
  readonly #maxBytes: number;
  #bytes: Buffer = Buffer.alloc(0);

  /** @param maxBytes how much is kept, > 0 */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  append(bytes: Uint8Array): void {
    const recent = bytes.subarray(Math.max(0, bytes.length - this.#maxBytes));
    const joined = Buffer.concat([this.#bytes, recent]);
    this.#bytes = joined.subarray(Math.max(0, joined.length - this.#maxBytes));
  }

  /** The last line that is not blank; empty when there is none. */
  get lastLine(): string {
    const lines = this.#bytes.toString('utf8').split('\n');
    return lines.findLast((line) => line.trim() !== '')?.trim() ?? '';
  }
}
