import type { Duplex } from 'node:stream';

/** Reads a stream in pieces of given lengths, and leaves what comes after them in it. */
export class ByteReader {
  readonly #stream: Duplex;
  #bytes = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => undefined;
  readonly #onData = (bytes: Buffer): void => {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    this.#wake();
  };
  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#wake();
  };

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', this.#onData).once('end', this.#onEnd).once('close', this.#onEnd);
  }

  /** Waits for so many bytes; nothing comes when the stream ends before. */
  async read(count: number): Promise<Buffer | undefined> {
    while (this.#bytes.length < count) {
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** Stops reading and gives back what nobody asked for. */
  release(): void {
    this.#stream.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
    this.#stream.pause();
    if (this.#bytes.length > 0 && !this.#ended) this.#stream.unshift(this.#bytes);
  }
}
