/** Finds the addresses of a name; rejects or gives none when there are none. */
type LookUp = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Lets few names be looked up at a time. The system looks names up for this whole process a few at a time, and gives up slowly: a command
 * that asks for many would keep everybody else waiting, even after its end.
 */
export class BoundedLookups {
  readonly #lookUp: LookUp;
  readonly #max: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** @param max how many lookups may run at once, >= 1 */
  constructor(lookUp: LookUp, max: number) {
    this.#lookUp = lookUp;
    this.#max = max;
  }

  /** The addresses of a name. Nobody looks for them any more once `signal` has aborted; there are none then. */
  async find(name: string, signal: AbortSignal): Promise<readonly string[]> {
    await new Promise<void>((start) => {
      this.#waiting.push(start);
      this.#next();
    });
    try {
      return signal.aborted ? [] : await this.#lookUp(name, signal);
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #next(): void {
    if (this.#running >= this.#max) return;
    const start = this.#waiting.shift();
    if (start === undefined) return;
    this.#running += 1;
    start();
  }
}
