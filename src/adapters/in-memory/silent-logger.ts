import type { Logger } from '../../ports/logger.js';

/** Drops every entry. */
export class SilentLogger implements Logger {
  log(): void {
    // Silence is the purpose.
  }
}
