/** Time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from an arbitrary origin; never goes back. For durations. */
  monotonic(): number;
  /** Minutes to add to UTC to get local time at the given moment. */
  utcOffsetMinutes(epochMs: number): number;
  /** Settles after `delayMs` >= 0; rejects with an `AbortError` when `signal` aborts first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}
