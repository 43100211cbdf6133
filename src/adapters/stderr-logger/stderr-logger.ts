import { appendFileSync } from 'node:fs';
import type { Logger, LogLevel } from '../../ports/logger.js';
import { type LogFilter, passes } from './parse-filter.js';
import { secretsOf } from './redact-text.js';
import { renderEntry } from './render-entry.js';

/** What is logged, and where. */
export interface StderrLoggerOptions {
  /** See `parseLogFilter`. */
  readonly filter: LogFilter;
  /** A file that entries are appended to, readable by the user alone; standard error when absent. */
  readonly file?: string;
  /** Variables whose values are hidden when their names say that they are secrets. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch; the system's clock when absent. */
  readonly now?: () => number;
}

/** Writes entries as lines to standard error or to a file. An entry names its module in the detail `module`. Never throws. */
export class StderrLogger implements Logger {
  readonly #options: StderrLoggerOptions;
  readonly #secrets: readonly string[];

  constructor(options: StderrLoggerOptions) {
    this.#options = options;
    this.#secrets = secretsOf(options.variables ?? {});
  }

  log(level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>): void {
    const { filter, file, now = Date.now } = this.#options;
    const module = typeof details?.module === 'string' ? details.module : undefined;
    if (!passes(filter, level, module)) return;
    try {
      const line = renderEntry(
        { time: now(), level, message, ...(details === undefined ? {} : { details }) },
        this.#secrets,
      );
      if (file === undefined) process.stderr.write(line);
      else appendFileSync(file, line, { mode: 0o600 });
    } catch {
      // A log that cannot be written must not end what it tells about.
    }
  }
}
