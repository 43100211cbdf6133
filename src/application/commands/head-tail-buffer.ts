/**
 * Collects text of any length in bounded memory: the first half of `limit` characters, the last half, and the number left out between.
 */
export class HeadTailBuffer {
  readonly #half: number;
  #head = '';
  #tail: string[] = [];
  #tailLength = 0;
  #omitted = 0;

  constructor(limit: number) {
    this.#half = Math.floor(limit / 2);
  }

  append(text: string): void {
    const room = this.#half - this.#head.length;
    const start = text.slice(0, Math.max(0, room));
    this.#head += start;
    const rest = text.slice(start.length);
    if (rest === '') return;
    this.#tail.push(rest);
    this.#tailLength += rest.length;
    this.#dropOldest();
  }

  /** Everything that was kept; says how much is missing in between. */
  toString(): string {
    const tail = this.#tail.join('');
    const cut = tail.slice(Math.max(0, tail.length - this.#half));
    const omitted = this.#omitted + tail.length - cut.length;
    if (omitted === 0) return this.#head + cut;
    return `${this.#head}\n... ${omitted} characters omitted ...\n${cut}`;
  }

  /** Returns what was kept and starts again. */
  take(): string {
    const text = this.toString();
    this.#head = '';
    this.#tail = [];
    this.#tailLength = 0;
    this.#omitted = 0;
    return text;
  }

  #dropOldest(): void {
    for (let oldest = this.#tail[0]; oldest !== undefined; oldest = this.#tail[0]) {
      if (this.#tailLength - oldest.length < this.#half) return;
      this.#tail.shift();
      this.#tailLength -= oldest.length;
      this.#omitted += oldest.length;
    }
  }
}
