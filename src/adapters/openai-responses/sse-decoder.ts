import { StringDecoder } from 'node:string_decoder';

const carriageReturn = 0x0d;
const space = 0x20;
const byteOrderMark = 0xfeff;

/**
 * Finds the events in a `text/event-stream` and hands out their data. Characters, lines and events may be split anywhere between
 * chunks. Comments and all fields but `data` are skipped. Lines end with LF or CRLF.
 */
export class SseDecoder {
  readonly #maxLength: number;
  readonly #utf8 = new StringDecoder('utf8');
  /** The unfinished line, in pieces: joined once, so that a long line costs no more than its length. */
  #pieces: string[] = [];
  /** The data of the unfinished event. */
  #data: string | undefined;
  /** Characters held in `#pieces` and `#data`. */
  #held = 0;
  #atStart = true;

  /** @param maxLength how many characters an event may have */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** The data of each event that ends in this chunk, or `too-long`; nothing may be pushed after that. */
  push(chunk: Uint8Array): readonly string[] | 'too-long' {
    const text = this.#utf8.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const events: string[] = [];
    let start = this.#startOf(text);
    for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      this.#line(this.#complete(text.slice(start, end)), events);
      start = end + 1;
    }
    if (start < text.length) {
      this.#pieces.push(text.slice(start));
      this.#held += text.length - start;
    }
    return this.#held > this.#maxLength ? 'too-long' : events;
  }

  /** The data of an event that the stream ended with, even when its last line or its empty line is missing. */
  end(): readonly string[] {
    const events: string[] = [];
    this.#line(this.#complete(this.#utf8.end()), events);
    this.#line('', events);
    return events;
  }

  #startOf(text: string): number {
    if (!this.#atStart || text === '') return 0;
    this.#atStart = false;
    return text.charCodeAt(0) === byteOrderMark ? 1 : 0;
  }

  #complete(lastPiece: string): string {
    if (this.#pieces.length === 0) return lastPiece;
    this.#pieces.push(lastPiece);
    const line = this.#pieces.join('');
    this.#pieces = [];
    this.#held = this.#data?.length ?? 0;
    return line;
  }

  #line(raw: string, events: string[]): void {
    const line = raw.charCodeAt(raw.length - 1) === carriageReturn ? raw.slice(0, -1) : raw;
    if (line.startsWith('data:')) {
      const value = line.slice(line.charCodeAt(5) === space ? 6 : 5);
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
      this.#held = this.#data.length;
    } else if (line === '' && this.#data !== undefined) {
      events.push(this.#data);
      this.#data = undefined;
      this.#held = 0;
    }
  }
}
