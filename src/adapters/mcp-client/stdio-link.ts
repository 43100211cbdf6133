import type { Clock } from '../../ports/clock.js';
import { GuardedTransport } from './guarded-transport.js';
import type { ServerLink } from './server-link.js';
import type { ServerOutput, StartServerProcess } from './server-process.js';
import { StdioTransport } from './stdio-transport.js';
import { TrafficGuard } from './traffic-guard.js';

/** Reaches a server that is a program, over its standard streams. */
export class StdioLink implements ServerLink {
  readonly transport: GuardedTransport;
  readonly #stdio: StdioTransport;

  /** @param start starts the program with the given receiver of its output */
  constructor(start: (output: ServerOutput) => ReturnType<StartServerProcess>, clock: Clock) {
    this.#stdio = new StdioTransport({ start, onGarbage: (bytes) => this.transport.noteGarbage(bytes) });
    this.transport = new GuardedTransport(this.#stdio, new TrafficGuard(clock));
  }

  get endReason(): string | undefined {
    return this.transport.reason ?? this.#stdio.reason;
  }

  describe(cause: unknown): string {
    return this.endReason ?? (cause instanceof Error ? cause.message : String(cause));
  }

  hasForgotten(): boolean {
    return false;
  }

  keepHostAlive(keep: boolean): void {
    this.#stdio.keepHostAlive(keep);
  }

  close(): Promise<void> {
    return this.transport.close();
  }
}
