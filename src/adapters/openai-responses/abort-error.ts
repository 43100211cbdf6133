/** The error with which an aborted sampling ends, whatever reason the signal carries. */
export function abortError(signal: AbortSignal): Error {
  const error = new Error('the sampling was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return error;
}
