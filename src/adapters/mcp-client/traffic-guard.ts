import type { Clock } from '../../ports/clock.js';

/** How much a server may send that nobody asked for. One unit is a message of up to 4 KiB. */
const burst = 20_000;
const unitsPerSecond = 2_000;
const bytesPerUnit = 4_096;
/** What is no message at all is borne less patiently. */
const garbageFactor = 10;

/** Notices when a server floods its client with messages that answer nothing. */
export class TrafficGuard {
  readonly #clock: Clock;
  #left = burst;
  #at: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock.monotonic();
  }

  /** Counts an unsolicited message, or a line that is none. Answers whether that is still bearable. */
  admit(kind: 'message' | 'garbage', bytes: number): boolean {
    const now = this.#clock.monotonic();
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1000) * unitsPerSecond);
    this.#at = now;
    this.#left -= Math.max(1, bytes / bytesPerUnit) * (kind === 'garbage' ? garbageFactor : 1);
    return this.#left >= 0;
  }
}
