import type { Clock } from '../../ports/clock.js';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** A clock that stands still until it is told to go on. */
export class FixedClock implements Clock {
  readonly #offset: number;
  readonly #start: number;
  #now: number;
  /** INVARIANT: sorted by `wakeAt`; of two equal ones, the one that fell asleep first comes first. */
  #sleepers: Sleeper[] = [];
  #watchers: ((delayMs: number) => void)[] = [];

  /**
   * @param options.now milliseconds since the epoch; the start of 2026 in UTC when absent
   * @param options.utcOffsetMinutes the same for every moment; 0 when absent
   */
  constructor(options: { readonly now?: number; readonly utcOffsetMinutes?: number } = {}) {
    this.#start = options.now ?? Date.UTC(2026, 0, 1);
    this.#now = this.#start;
    this.#offset = options.utcOffsetMinutes ?? 0;
  }

  /** How many sleeps have not ended. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  utcOffsetMinutes(): number {
    return this.#offset;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(abortError(signal));
        return;
      }
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(abortError(signal));
      };
      const wake = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const sleeper = { wakeAt: this.#now + delayMs, wake };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#fallAsleep(sleeper);
    });
  }

  /** Settles as soon as something sleeps, with the milliseconds until the first one wakes. */
  untilSleeping(): Promise<number> {
    const first = this.#sleepers[0];
    if (first !== undefined) return Promise.resolve(first.wakeAt - this.#now);
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  /**
   * Lets time pass. Sleepers wake one after the other at their own moment, and what they do next happens before the next one wakes;
   * those who fall asleep meanwhile wake as well if their time comes.
   *
   * @param ms at least 0
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (let next = this.#dueBy(end); next !== undefined; next = this.#dueBy(end)) {
      this.#now = next.wakeAt;
      next.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#now = end;
  }

  #fallAsleep(sleeper: Sleeper): void {
    if (sleeper.wakeAt <= this.#now) {
      sleeper.wake();
      return;
    }
    const later = this.#sleepers.findIndex((other) => other.wakeAt > sleeper.wakeAt);
    this.#sleepers.splice(later < 0 ? this.#sleepers.length : later, 0, sleeper);
    const first = this.#sleepers[0] ?? sleeper;
    for (const watch of this.#watchers.splice(0)) watch(first.wakeAt - this.#now);
  }

  #dueBy(end: number): Sleeper | undefined {
    const first = this.#sleepers[0];
    return first !== undefined && first.wakeAt <= end ? this.#sleepers.shift() : undefined;
  }
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('the sleep was aborted', { cause: signal?.reason });
  error.name = 'AbortError';
  return error;
}
