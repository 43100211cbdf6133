import { encodeHistoryItem } from './encode-history-item.js';
import type { HistoryEntry, ToolCallItem } from './history-item.js';

/**
 * A history in which every call has an output, as providers demand: calls that were cut off by the end of a process are answered,
 * and outputs without a call are dropped.
 *
 * @param kept outputs of calls that ended before that, without a place in the history
 * @returns the same history when there is nothing to do
 */
export function completeCalls(
  history: readonly HistoryEntry[],
  kept: ReadonlyMap<string, HistoryEntry> = new Map(),
): readonly HistoryEntry[] {
  const calls = new Set<string>();
  const answered = new Set<string>();
  for (const entry of history) {
    if (isSurelyNoCall(entry)) continue;
    const { item } = entry;
    if (item.kind === 'function-call' || item.kind === 'custom-tool-call') calls.add(item.callId);
    if (item.kind === 'function-call-output' || item.kind === 'custom-tool-call-output') answered.add(item.callId);
  }
  if (calls.size === answered.size && [...calls].every((callId) => answered.has(callId))) return history;
  return history.flatMap((entry): readonly HistoryEntry[] => {
    if (isSurelyNoCall(entry)) return [entry];
    const { item } = entry;
    if (item.kind === 'function-call-output' || item.kind === 'custom-tool-call-output') {
      return calls.has(item.callId) ? [entry] : [];
    }
    if (item.kind !== 'function-call' && item.kind !== 'custom-tool-call') return [entry];
    return answered.has(item.callId) ? [entry] : [entry, kept.get(item.callId) ?? cutOff(item)];
  });
}

/** Items that were read back may be decoded when they are first looked at; on a long thread, that would take longer than this glance. */
function isSurelyNoCall({ json }: HistoryEntry): boolean {
  return json.startsWith('{"type":"message"') || json.startsWith('{"type":"reasoning"');
}

function cutOff(call: ToolCallItem): HistoryEntry {
  const kind = call.kind === 'function-call' ? 'function-call-output' : 'custom-tool-call-output';
  return encodeHistoryItem({ kind, callId: call.callId, output: 'aborted' });
}
