/**
 * Does work once for everybody who asks for the same in the same moment. Whoever asks after it was begun has it done anew, so nobody gets
 * what was known before they asked.
 */
export class SharedWork<Result> {
  readonly #asked = new Map<string, Promise<Result>>();

  /** @param key equal for what may be shared */
  do(key: string, work: () => Promise<Result>): Promise<Result> {
    const asked = this.#asked.get(key);
    if (asked !== undefined) return asked;
    const result = Promise.resolve().then(() => {
      this.#asked.delete(key);
      return work();
    });
    this.#asked.set(key, result);
    return result;
  }
}
