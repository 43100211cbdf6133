import { completeCalls } from '../complete-calls.js';
import type { HistoryEntry } from '../history-item.js';

/**
 * The latest part of a history that has become too long even to be summed up: the entries from the end that make up `share` of its
 * size, with every call that is left answered and every output that lost its call dropped.
 *
 * @param share > 0, at most 1, which is everything
 */
export function recentHistory(history: readonly HistoryEntry[], share: number): readonly HistoryEntry[] {
  if (share >= 1) return history;
  let room = share * history.reduce((sum, { json }) => sum + json.length, 0);
  let start = history.length;
  for (; start > 0; start -= 1) {
    room -= history[start - 1]?.json.length ?? 0;
    if (room < 0) break;
  }
  return completeCalls(history.slice(start));
}
