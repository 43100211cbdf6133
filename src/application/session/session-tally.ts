import { estimateContextTokens } from '../../domain/conversation/context-size.js';
import type { HistoryEntry } from '../../domain/conversation/history-item.js';
import type { ThreadRecord } from '../../domain/conversation/thread-record.js';
import { addUsage, noUsage, type TokenUsage } from '../../domain/conversation/token-usage.js';

/** What a thread has used up, and how large its context is. */
export interface SessionTally {
  /** Everything that providers counted. */
  readonly usage: TokenUsage;
  /** As the provider counted the context last, with an estimate of what was added since. */
  readonly contextTokens: number;
  readonly toolCalls: number;
  /** How long turns took, in milliseconds. */
  readonly wallClockMs: number;
}

/** A thread in which nothing happened. */
export const emptyTally: SessionTally = { usage: noUsage, contextTokens: 0, toolCalls: 0, wallClockMs: 0 };

/** A tally after more entries, their calls counted; their size is left to whoever asks for it. */
export function tallyCalls(tally: SessionTally, entries: readonly HistoryEntry[]): SessionTally {
  const calls = entries.filter(isCall).length;
  return calls === 0 ? tally : { ...tally, toolCalls: tally.toolCalls + calls };
}

/** A tally after a response was counted. */
export function tallyUsage(tally: SessionTally, last: TokenUsage): SessionTally {
  return { ...tally, usage: addUsage(tally.usage, last), contextTokens: last.totalTokens };
}

/** A tally after a note; most change nothing. */
export function tallyNote(tally: SessionTally, record: ThreadRecord): SessionTally {
  switch (record.kind) {
    case 'compacted':
      return { ...tally, contextTokens: estimateContextTokens(record.replacement) };
    case 'turn-completed':
    case 'turn-aborted':
      return { ...tally, wallClockMs: tally.wallClockMs + record.durationMs };
    default:
      return tally;
  }
}

/** What a list of records amounts to: the history that is left, outputs without a place in it by the ids of their calls, and what it took. */
export function replayRecords(records: readonly ThreadRecord[]): {
  readonly history: readonly HistoryEntry[];
  readonly kept: ReadonlyMap<string, HistoryEntry>;
  readonly tally: SessionTally;
} {
  let history: HistoryEntry[] = [];
  const kept = new Map<string, HistoryEntry>();
  let tally = emptyTally;
  let toolCalls = 0;
  // Only what was added since the last count has to be estimated.
  let uncounted: HistoryEntry[] = [];
  for (const record of records) {
    if (record.kind === 'item') {
      history.push(record.entry);
      uncounted.push(record.entry);
      if (isCall(record.entry)) toolCalls += 1;
    } else if (record.kind === 'token-count') {
      tally = { ...tally, usage: record.total, contextTokens: record.last.totalTokens };
      uncounted = [];
    } else if (record.kind === 'call-output') {
      const { item } = record.entry;
      if (item.kind === 'function-call-output' || item.kind === 'custom-tool-call-output')
        kept.set(item.callId, record.entry);
    } else {
      tally = tallyNote(tally, record);
      if (record.kind !== 'compacted') continue;
      history = [...record.replacement];
      uncounted = [];
    }
  }
  const contextTokens = tally.contextTokens + estimateContextTokens(uncounted);
  return { history, kept, tally: { ...tally, contextTokens, toolCalls } };
}

/** Told by the beginning of its text: an item that was read back is decoded when it is looked at, which would take long here. */
function isCall({ json }: HistoryEntry): boolean {
  const initial = json.charAt('{"type":"'.length);
  if (initial !== 'f' && initial !== 'c') return false;
  return json.startsWith('{"type":"function_call",') || json.startsWith('{"type":"custom_tool_call",');
}
