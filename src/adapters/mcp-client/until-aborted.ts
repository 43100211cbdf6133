import { setMaxListeners } from 'node:events';

/** Waits for a promise, but no longer than until `signal` aborts: then rejects with an `AbortError`. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortError(signal));
    if (signal.aborted) {
      promise.catch(() => undefined);
      abort();
      return;
    }
    // Any number of calls may wait for one signal; that is no leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The error with which an operation ends that is no longer wanted. */
export function abortError(signal: AbortSignal): Error {
  const error = new Error('the operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return error;
}
