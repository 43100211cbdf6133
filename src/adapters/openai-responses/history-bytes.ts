import type { HistoryEntry } from '../../domain/conversation/history-item.js';

/**
 * The entries of one thread as the bytes of a JSON array's inside. Only what was not there the last time is encoded, so that a request
 * costs as much as its new entries, however long the thread is.
 */
export class HistoryBytes {
  #entries: HistoryEntry[] = [];
  #buffer = Buffer.alloc(0);
  /** How many bytes of the buffer are in use. */
  #length = 0;

  /** How much memory is held. */
  get capacity(): number {
    return this.#buffer.length;
  }

  /**
   * The entries' JSON, separated by commas. The bytes stay as they are when later histories are encoded. Entries are recognised by
   * identity; where a history departs from the previous one, for instance after a compaction, it is encoded from there on.
   */
  encode(history: readonly HistoryEntry[]): Buffer {
    const known = this.#countKnown(history);
    if (known < this.#entries.length) this.#keep(known);
    if (known < history.length) this.#append(history.slice(known));
    return this.#buffer.subarray(0, this.#length);
  }

  #countKnown(history: readonly HistoryEntry[]): number {
    const limit = Math.min(history.length, this.#entries.length);
    let count = 0;
    while (count < limit && history[count] === this.#entries[count]) count += 1;
    return count;
  }

  #keep(count: number): void {
    this.#entries.length = count;
    this.#length = Buffer.byteLength(toText(this.#entries));
    // INVARIANT: bytes that were handed out are never written again, because a request may still be on its way with them.
    this.#buffer = Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  #append(added: readonly HistoryEntry[]): void {
    const text = (this.#length === 0 ? '' : ',') + toText(added);
    const length = this.#length + Buffer.byteLength(text);
    if (length > this.#buffer.length) this.#grow(length);
    this.#buffer.write(text, this.#length);
    this.#length = length;
    for (const entry of added) this.#entries.push(entry);
  }

  /** A quarter more than needed, so that a growing thread is rarely copied. */
  #grow(length: number): void {
    const larger = Buffer.allocUnsafeSlow(length + (length >> 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

function toText(entries: readonly HistoryEntry[]): string {
  return entries.map(({ json }) => json).join(',');
}
