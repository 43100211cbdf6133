/** How much may wait to be read before whoever can wait is asked to. */
const maxWeight = 4 * 1024 * 1024;

/**
 * Hands values from producers to a consumer that iterates at its own pace. Nothing that is pushed is refused; a producer that can wait
 * asks for `room`, so that a stream without end does not fill the memory while nobody reads.
 */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #weigh: (value: T) => number;
  #values: T[] = [];
  #weight = 0;
  #roomy = new Set<() => void>();
  #ended: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** @param weigh how much of the memory a value takes, about, in bytes */
  constructor(weigh: (value: T) => number = () => 1) {
    this.#weigh = weigh;
  }

  push(value: T): void {
    if (this.#ended !== undefined) return;
    this.#values.push(value);
    this.#weight += this.#weigh(value);
    this.#wake?.();
  }

  /** Whether so much waits that whoever can should wait. */
  get full(): boolean {
    return this.#weight >= maxWeight;
  }

  /** Settles when what waits is little enough, or `signal` aborts; undefined when there is room already. */
  room(signal: AbortSignal): Promise<void> | undefined {
    if (!this.full || this.#ended !== undefined || signal.aborted) return undefined;
    return new Promise((resolve) => {
      const go = (): void => {
        signal.removeEventListener('abort', go);
        this.#roomy.delete(go);
        resolve();
      };
      signal.addEventListener('abort', go);
      this.#roomy.add(go);
    });
  }

  /** Ends the iteration after the values that were pushed. */
  end(): void {
    this.#ended ??= {};
    this.#makeRoom();
    this.#wake?.();
  }

  /** Ends the iteration with an exception after the values that were pushed. */
  fail(error: unknown): void {
    this.#ended ??= { error };
    this.#makeRoom();
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      const ready = this.#values;
      this.#values = [];
      this.#makeRoom();
      yield* ready;
      if (this.#values.length > 0) continue;
      if (this.#ended !== undefined) {
        if ('error' in this.#ended) throw this.#ended.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #makeRoom(): void {
    this.#weight = 0;
    for (const go of [...this.#roomy]) go();
  }
}
