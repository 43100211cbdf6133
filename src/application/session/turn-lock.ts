import { CodexError } from '../../domain/codex-error.js';

/** Lets one turn run at a time. */
export class TurnLock {
  #held = false;

  /** Whether a turn runs. */
  get held(): boolean {
    return this.#held;
  }

  /** @throws CodexError `thread-busy` while another turn runs. */
  acquire(): Disposable {
    if (this.#held) {
      throw new CodexError(
        'thread-busy',
        'this thread is already running a turn; wait for it, steer it or interrupt it',
      );
    }
    this.#held = true;
    return {
      [Symbol.dispose]: () => {
        this.#held = false;
      },
    };
  }
}
