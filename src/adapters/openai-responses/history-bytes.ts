import type { HistoryEntry } from '../../domain/conversation/history-item.js';

/**
 * The entries of one thread as the bytes of a JSON array's inside. Only what was not there the last time is encoded, so that a request
 * costs as much as its new entries, however long the thread is.
 */
export class HistoryBytes {
  #entries: HistoryEntry[] = [];
  /** Where each entry ends in the buffer. */
  #ends: number[] = [];
  #buffer = Buffer.alloc(0);

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
    return this.#buffer.subarray(0, this.#ends.at(-1) ?? 0);
  }

  #countKnown(history: readonly HistoryEntry[]): number {
    const limit = Math.min(history.length, this.#entries.length);
    let count = 0;
    while (count < limit && history[count] === this.#entries[count]) count += 1;
    return count;
  }

  #keep(count: number): void {
    this.#entries.length = count;
    this.#ends.length = count;
    // INVARIANT: bytes that were handed out are never written again, because a request may still be on its way with them.
    this.#buffer = Buffer.from(this.#buffer.subarray(0, this.#ends.at(-1) ?? 0));
  }

  #append(added: readonly HistoryEntry[]): void {
    let end = this.#ends.at(-1) ?? 0;
    const text = (end === 0 ? '' : ',') + added.map(({ json }) => json).join(',');
    this.#reserve(end + Buffer.byteLength(text));
    this.#buffer.write(text, end);
    for (const entry of added) {
      end += (end === 0 ? 0 : 1) + Buffer.byteLength(entry.json);
      this.#entries.push(entry);
      this.#ends.push(end);
    }
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(bytes + (bytes >> 2));
    this.#buffer.copy(larger, 0, 0, this.#ends.at(-1) ?? 0);
    this.#buffer = larger;
  }
}
