import { encodeHistoryItem } from '../encode-history-item.js';
import type { HistoryEntry, HistoryItem } from '../history-item.js';
import { spokenWords } from '../spoken-words.js';
import { estimateTokens, truncateOutput } from '../truncate-output.js';
import { summaryPrefix } from './compaction-prompt.js';

/** What stands in the place of a history that was compacted. */
export interface ReplacementHistory {
  /** The notes as the model reads them. */
  readonly message: string;
  readonly entries: readonly HistoryEntry[];
}

/** What a history is replaced by. */
export interface CompactedParts {
  /** The messages about the surroundings, as they are now. */
  readonly context: readonly HistoryItem[];
  /** The history that was summed up. */
  readonly history: readonly HistoryEntry[];
  readonly summary: string;
  /** How much of the user's words is kept, in tokens, >= 0. */
  readonly maxUserTokens: number;
}

/**
 * The history after a compaction: the surroundings, the latest words of the user, and the notes of the model. Everything that
 * the model said, called and read is gone.
 */
export function replacementHistory({ context, history, summary, maxUserTokens }: CompactedParts): ReplacementHistory {
  const message = `${summaryPrefix}\n${summary}`;
  const spoken = latestTexts(history, maxUserTokens);
  const items = [...context, ...[...spoken, message].map(userText)];
  return { message, entries: items.map(encodeHistoryItem) };
}

/** The texts of the user that fit, in their order; the oldest of them may be cut. */
function latestTexts(history: readonly HistoryEntry[], maxTokens: number): readonly string[] {
  const kept: string[] = [];
  let room = maxTokens;
  for (let index = history.length - 1; index >= 0 && room > 0; index -= 1) {
    const entry = history[index];
    const text = entry === undefined ? '' : spokenWords(entry);
    if (text === '') continue;
    kept.unshift(truncateOutput(text, room));
    room -= estimateTokens(text);
  }
  return kept;
}

function userText(text: string): HistoryItem {
  return { kind: 'message', role: 'user', content: [{ kind: 'input-text', text }] };
}
