import type { ServerState, UsedServer } from './server-slot.js';

/** Stands where a server would be that must not be started. */
export class RefusedServer implements Pick<UsedServer['slot'], 'use' | 'forget'> {
  readonly #reason: string;

  /** @param reason for people */
  constructor(reason: string) {
    this.#reason = reason;
  }

  use(): Promise<ServerState> {
    return Promise.resolve({ kind: 'failed', reason: this.#reason });
  }

  forget(): void {
    // There is no connection to give up.
  }
}
