import type { RolloutWriter } from './rollout-writer.js';

/**
 * The writers of one store that are not closed. When the process exits, they write what is queued and release their sessions. Without
 * that, only what nobody was told of yet is lost, and the next process finds the locks stale.
 */
export class OpenWriters {
  readonly #writers = new Set<RolloutWriter>();
  readonly #onExit = () => {
    for (const writer of this.#writers) writer.leave();
  };

  add(writer: RolloutWriter): void {
    this.#writers.add(writer);
    if (this.#writers.size === 1 && hasRoomForListener()) process.on('exit', this.#onExit);
  }

  delete(writer: RolloutWriter): void {
    this.#writers.delete(writer);
    if (this.#writers.size === 0) process.off('exit', this.#onExit);
  }
}

/** A host with many stores should not be warned about a leak; the stores beyond the limit do without. */
function hasRoomForListener(): boolean {
  const limit = process.getMaxListeners();
  return limit === 0 || process.listenerCount('exit') < limit;
}
