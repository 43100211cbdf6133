/**
 * A place where a double stops until a test lets it go on, so that a test can look at the middle of something without any clock.
 *
 * @example
 * const gate = new Gate();
 * const model = new ScriptedModel([[{ type: 'message-delta', delta: 'Hel' }, { type: 'wait', gate }]]);
 * // ... start a turn, then:
 * await gate.reached;
 * gate.open();
 */
export class Gate {
  /** Settles when something waits at the gate for the first time. */
  readonly reached: Promise<void>;
  readonly #opened: Promise<void>;
  #markReached: (() => void) | undefined;
  #markOpened: (() => void) | undefined;

  constructor() {
    this.reached = new Promise((resolve) => {
      this.#markReached = resolve;
    });
    this.#opened = new Promise((resolve) => {
      this.#markOpened = resolve;
    });
  }

  /** Lets everything pass, now and later. */
  open(): void {
    this.#markOpened?.();
  }

  /** Waits until the gate is open; rejects with an `AbortError` when `signal` aborts first. */
  async pass(signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    this.#markReached?.();
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => reject(abortError(signal));
      signal.addEventListener('abort', onAbort, { once: true });
      void this.#opened.then(() => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      });
    });
  }
}

/** Throws an `AbortError` when `signal` has aborted, whatever the reason that it carries. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortError(signal);
}

function abortError(signal: AbortSignal): Error {
  const error = new Error('the operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return error;
}
