import type { HistoryEntry } from '../../domain/conversation/history-item.js';
import { HistoryBytes } from './history-bytes.js';

/** The encoded histories of the threads that were used last, within a budget of memory. */
export class HistoryCache {
  readonly #maxBytes: number;
  // INVARIANT: the least recently used thread comes first.
  readonly #threads = new Map<string, HistoryBytes>();
  #bytes = 0;

  /** @param maxBytes what all threads together may hold; the thread in use is kept even when it is larger */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The history of a thread as the bytes of a JSON array's inside. */
  encode(threadId: string, history: readonly HistoryEntry[]): Buffer {
    const thread = this.#threads.get(threadId) ?? new HistoryBytes();
    this.#threads.delete(threadId);
    this.#threads.set(threadId, thread);
    const before = thread.capacity;
    const bytes = thread.encode(history);
    this.#bytes += thread.capacity - before;
    this.#evict();
    return bytes;
  }

  /** How much memory is held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Forgets everything. */
  clear(): void {
    this.#threads.clear();
    this.#bytes = 0;
  }

  #evict(): void {
    for (const [threadId, thread] of this.#threads) {
      if (this.#bytes <= this.#maxBytes || this.#threads.size === 1) return;
      this.#threads.delete(threadId);
      this.#bytes -= thread.capacity;
    }
  }
}
