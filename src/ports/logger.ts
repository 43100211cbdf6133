/** How much a log entry matters. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * Diagnostics for developers. Must not throw and must not write to standard output. Callers never pass secrets. The detail `module` names the
 * part of the program that an entry comes from, so that a logger can be louder about one than about the others.
 */
export interface Logger {
  log(level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>): void;
}
