import { encodeHistoryItem } from '../conversation/encode-history-item.js';
import type { HistoryEntry } from '../conversation/history-item.js';

/** Tells the model, on its next turn, that the one before was stopped by the user. */
export function interruptionNotice(): HistoryEntry {
  const text = [
    '<turn_aborted>',
    'The user stopped the previous turn. Commands that were running may have been cut off half way, and what they had',
    'done by then remains; look at the present state before you rely on it.',
    '</turn_aborted>',
  ].join('\n');
  return encodeHistoryItem({ kind: 'message', role: 'user', content: [{ kind: 'input-text', text }] });
}
