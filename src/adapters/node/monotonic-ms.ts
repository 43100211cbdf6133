/** Milliseconds on a clock that nobody can set. Unlike `performance.now()`, the first call loads nothing. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
