import { decodeHistoryItem } from '../../domain/conversation/decode-history-item.js';
import type { HistoryEntry, HistoryItem } from '../../domain/conversation/history-item.js';

/**
 * An item that was read back and is decoded when it is first looked at. Messages and reasoning are most of a long thread, and hardly any
 * of them is looked at again, so they are not kept in two forms.
 */
export class StoredEntry implements HistoryEntry {
  readonly json: string;
  #item: HistoryItem | undefined;

  /** @param json an item that is known to be whole */
  constructor(json: string) {
    this.json = json;
  }

  get item(): HistoryItem {
    this.#item ??= decode(this.json);
    return this.#item;
  }
}

function decode(json: string): HistoryItem {
  const decoded = decodeHistoryItem(json);
  return decoded.ok ? decoded.value.item : { kind: 'opaque', json };
}
