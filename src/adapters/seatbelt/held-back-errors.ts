import type { OutputChunk, SpawnOptions } from '../../ports/process-sandbox.js';
import { launcherPrefix } from './explain-failure.js';

const prefix = Buffer.from(launcherPrefix);
const maxHeldBytes = 4_096;
const maxHeldMs = 250;

/**
 * Until the command starts, standard error belongs to the launcher. What begins like its messages is kept until somebody asks for it or
 * some time has passed, so that a failed start does not look like output of the command.
 */
export class HeldBackErrors {
  readonly #deliver: SpawnOptions['onOutput'];
  readonly #held: Uint8Array[] = [];
  #passing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(deliver: SpawnOptions['onOutput']) {
    this.#deliver = deliver;
  }

  /** Takes the next piece of output; that of other streams passes. What comes back is what whoever got it answered. */
  push(chunk: OutputChunk): unknown {
    if (chunk.stream !== 'stderr' || this.#passing) return this.#deliver(chunk);
    this.#held.push(chunk.bytes);
    if (!this.#looksLikeLauncher()) return this.release();
    this.#timer ??= setTimeout(() => this.release(), maxHeldMs).unref();
    return undefined;
  }

  /** Delivers what was kept; from now on everything passes. */
  release(): unknown {
    this.#passing = true;
    clearTimeout(this.#timer);
    const held = Buffer.concat(this.#held.splice(0));
    return held.length === 0 ? undefined : this.#deliver({ stream: 'stderr', bytes: held });
  }

  /** What was kept, as text. */
  peek(): string {
    return Buffer.concat(this.#held).toString('utf8');
  }

  #looksLikeLauncher(): boolean {
    const start = Buffer.concat(this.#held);
    const length = Math.min(start.length, prefix.length);
    return start.length <= maxHeldBytes && start.subarray(0, length).equals(prefix.subarray(0, length));
  }
}
