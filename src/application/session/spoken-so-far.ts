import type { HistoryEntry } from '../../domain/conversation/history-item.js';
import { spokenWords } from '../../domain/conversation/spoken-words.js';

/** What the user said in a history that grows at its end. Each entry is looked at once, and none before somebody wants to know. */
export class SpokenSoFar {
  readonly #history: readonly HistoryEntry[];
  readonly #spoken: { readonly index: number; readonly text: string }[] = [];
  #looked = 0;

  /** @param history the growing list itself */
  constructor(history: readonly HistoryEntry[]) {
    this.#history = history;
  }

  /** What was said in the first `length` entries, oldest first. */
  within(length: number): readonly string[] {
    for (; this.#looked < length; this.#looked += 1) {
      const entry = this.#history[this.#looked];
      const text = entry === undefined ? '' : spokenWords(entry);
      if (text !== '') this.#spoken.push({ index: this.#looked, text });
    }
    return this.#spoken.filter(({ index }) => index < length).map(({ text }) => text);
  }
}
