import type { Clock } from '../../ports/clock.js';
import { monotonicMs } from './monotonic-ms.js';

/** Node fires a timer at once when its delay does not fit in 31 bits, so longer sleeps are cut into stretches of about 24 days. */
const longestTimerMs = 2 ** 31 - 1;

/** The clock of the machine. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return monotonicMs();
  }

  utcOffsetMinutes(epochMs: number): number {
    // Zero and not minus zero where local time is UTC.
    return 0 - new Date(epochMs).getTimezoneOffset();
  }

  async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    let remaining = delayMs;
    do {
      await wait(Math.min(remaining, longestTimerMs), signal);
      remaining -= longestTimerMs;
    } while (remaining > 0);
  }
}

function wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(abortError(signal));
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(abortError(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('the sleep was aborted', { cause: signal?.reason });
  error.name = 'AbortError';
  return error;
}
