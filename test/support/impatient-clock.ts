import { SystemClock } from '../../src/adapters/node/system-clock.js';

/** The machine's clock, except that nobody has to wait: every sleep is noted and ends at once. */
export class ImpatientClock extends SystemClock {
  readonly slept: number[] = [];

  override async sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(delayMs);
    await super.sleep(0, signal);
  }
}
