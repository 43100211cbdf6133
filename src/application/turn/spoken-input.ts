import { encodeHistoryItem } from '../../domain/conversation/encode-history-item.js';
import type { HistoryEntry } from '../../domain/conversation/history-item.js';
import { userMessage } from '../../domain/conversation/user-message.js';
import type { PromptInput } from '../settings/read-input.js';

/** Tells what the user said during a turn from the other messages in the user's role. */
export class SpokenInput {
  readonly #prompts = new Map<HistoryEntry, PromptInput>();

  /** What the user says, as an entry of the history. */
  entry(prompt: PromptInput): HistoryEntry {
    const entry = encodeHistoryItem(userMessage(prompt.text, prompt.images));
    this.#prompts.set(entry, prompt);
    return entry;
  }

  /** What the user said in an entry; undefined for every other entry. */
  promptOf(entry: HistoryEntry): PromptInput | undefined {
    return this.#prompts.get(entry);
  }
}
