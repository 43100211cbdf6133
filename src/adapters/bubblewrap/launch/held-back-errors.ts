import type { SpawnOptions } from '../../../ports/process-sandbox.js';

const prefix = Buffer.from('bwrap: ');
const maxHeldBytes = 4_096;
/** A machine that is busy may take long to end a launcher that has complained; hardly any command begins with such words. */
const maxHeldMs = 2_000;

/**
 * Standard error belongs to bubblewrap until the command starts and to the command afterwards. What starts like a message of bubblewrap is
 * therefore held back until it is clear whose it is, so that a failed start does not look like output of the command.
 */
export class HeldBackErrors {
  readonly #deliver: SpawnOptions['onOutput'];
  #held: Buffer | undefined = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;
  /** What was delivered only because time was up: it may still be a complaint of bubblewrap. */
  #expired: Buffer = Buffer.alloc(0);

  constructor(deliver: SpawnOptions['onOutput']) {
    this.#deliver = deliver;
  }

  /** Takes the next piece of standard error; what comes back is what whoever got it answered. */
  push(bytes: Buffer): unknown {
    if (this.#held === undefined) return this.#deliver({ stream: 'stderr', bytes });
    this.#held = Buffer.concat([this.#held, bytes]);
    if (!this.#mayBeLauncher(this.#held)) return this.flush();
    this.#timer ??= setTimeout(() => this.#expire(), maxHeldMs).unref();
    return undefined;
  }

  /** Delivers what was held back; from now on nothing is. */
  flush(): unknown {
    const held = this.#release();
    this.#expired = Buffer.alloc(0);
    return held.length === 0 ? undefined : this.#deliver({ stream: 'stderr', bytes: held });
  }

  /** Takes what was held back, as the message of a launcher that failed. */
  take(): Buffer {
    const held = this.#release();
    return held.length > 0 ? held : this.#expired;
  }

  #expire(): void {
    const held = this.#held ?? Buffer.alloc(0);
    this.flush();
    this.#expired = held;
  }

  #release(): Buffer {
    const held = this.#held ?? Buffer.alloc(0);
    this.#held = undefined;
    clearTimeout(this.#timer);
    return held;
  }

  #mayBeLauncher(held: Buffer): boolean {
    const length = Math.min(prefix.length, held.length);
    return held.length <= maxHeldBytes && held.subarray(0, length).equals(prefix.subarray(0, length));
  }
}
