/** Hands values from a producer that cannot wait to a consumer that iterates at its own pace. */
export class EventQueue<T> implements AsyncIterable<T> {
  #values: T[] = [];
  #ended: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(value: T): void {
    if (this.#ended !== undefined) return;
    this.#values.push(value);
    this.#wake?.();
  }

  /** Ends the iteration after the values that were pushed. */
  end(): void {
    this.#ended ??= {};
    this.#wake?.();
  }

  /** Ends the iteration with an exception after the values that were pushed. */
  fail(error: unknown): void {
    this.#ended ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      const ready = this.#values;
      this.#values = [];
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
}
