/** Throws an `AbortError` when `signal` has aborted, whatever the reason that it carries; the reason is the cause. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  const reason: unknown = signal.reason;
  if (reason instanceof Error && reason.name === 'AbortError') throw reason;
  const error = new Error('the turn was aborted', { cause: reason });
  error.name = 'AbortError';
  throw error;
}
