/** Cuts a stream of bytes into lines, and never holds more than one line of limited length. */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #onLine: (line: string) => void;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /**
   * @param maxBytes the longest line, without its end
   * @param onLine called with every line that is not blank, without its end; malformed UTF-8 is replaced
   */
  constructor(maxBytes: number, onLine: (line: string) => void) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
  }

  /** Takes the next bytes. Answers `too-long`, and forgets everything, when a line exceeds the limit. */
  push(bytes: Uint8Array): 'ok' | 'too-long' {
    let start = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, start)) {
      if (!this.#append(bytes.subarray(start, end))) return 'too-long';
      this.#flush();
      start = end + 1;
    }
    return this.#append(bytes.subarray(start)) ? 'ok' : 'too-long';
  }

  /** Forgets an unfinished line. */
  clear(): void {
    this.#parts = [];
    this.#bytes = 0;
  }

  #append(part: Uint8Array): boolean {
    if (part.length === 0) return true;
    this.#parts.push(part);
    this.#bytes += part.length;
    if (this.#bytes <= this.#maxBytes) return true;
    this.clear();
    return false;
  }

  #flush(): void {
    const line = Buffer.concat(this.#parts).toString('utf8').trim();
    this.clear();
    if (line !== '') this.#onLine(line);
  }
}

const lineFeed = 10;
