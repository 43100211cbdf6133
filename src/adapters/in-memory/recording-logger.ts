import type { Logger, LogLevel } from '../../ports/logger.js';

/** An entry as it was logged. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Keeps every entry. */
export class RecordingLogger implements Logger {
  readonly #entries: LogEntry[] = [];

  /** Everything logged so far, oldest first. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  log(level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>): void {
    this.#entries.push(details === undefined ? { level, message } : { level, message, details });
  }
}
