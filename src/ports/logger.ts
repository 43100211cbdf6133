/** How much a log entry matters. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Diagnostics for developers. Must not throw and must not write to standard output. Callers never pass secrets. */
export interface Logger {
  log(level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>): void;
}
