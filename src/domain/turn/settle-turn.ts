import { estimateContextTokens } from '../conversation/context-size.js';
import { encodeHistoryItem } from '../conversation/encode-history-item.js';
import type { HistoryEntry, ToolCallItem, ToolOutput } from '../conversation/history-item.js';
import { assertNever } from '../result.js';
import { interruptionNotice } from './interruption-notice.js';
import { delayOf, type RetryDelay } from './retry-policy.js';
import { describeReachedLimit, reachedLimit, type SpendingLimit } from './spending-limit.js';
import type { TurnEffect, TurnStep } from './turn-protocol.js';
import type { ActivePhase, ActiveState, AfterCalls, PendingCall, TurnOutcome } from './turn-state.js';

type Effects = readonly TurnEffect[];

/** The output of a call that was given up before it ran. */
export const notStarted = 'aborted by user';

/** Ends the sampling: what comes next waits until every call has its output. */
export function settle(state: ActivePhase, then: AfterCalls, before: Effects): TurnStep {
  if (state.calls.some((call) => call.progress.kind !== 'done')) {
    return { state: { ...toActive(state), phase: 'settling', then }, effects: before };
  }
  const outputs = state.calls.map(({ call, progress }) =>
    outputEntry(call, progress.kind === 'done' ? progress.output : notStarted),
  );
  const settled = addedToContext({ ...toActive(state), calls: [] }, outputs);
  const recorded = [...before, ...record(outputs)];
  switch (then.kind) {
    case 'go-on':
      return goOn(settled, recorded);
    case 'retry':
      return waitOrStop(settled, delayOf(then), recorded);
    case 'fail':
      return finish(settled, { kind: 'failed', message: then.message }, recorded);
    case 'interrupt':
      return finish(settled, { kind: 'interrupted' }, recorded);
    case 'stop':
      return stopAt(then.limit, settled, recorded);
    default:
      return assertNever(then);
  }
}

/** Asks the model, after a compaction if the context has grown too large, unless a limit forbids it. */
export function goOn(state: ActiveState, before: Effects): TurnStep {
  const limit = reachedLimit(state.rules.limits, state.spent);
  if (limit !== undefined) return stopAt(limit, state, before);
  if (!isCompactionDue(state)) return sample(state, before);
  const effects: Effects = [...before, { type: 'compact', share: state.context.share }];
  return { state: { ...state, phase: 'compacting' }, effects };
}

/** Ends the turn at a limit. */
function stopAt(limit: SpendingLimit, state: ActiveState, before: Effects): TurnStep {
  return finish(state, { kind: 'limit-reached', limit, message: describeReachedLimit(limit) }, before);
}

/** Ends the turn. What the user said and the model did not see yet is kept for the next one. */
export function finish(state: ActiveState, outcome: TurnOutcome, before: Effects): TurnStep {
  const noticed = outcome.kind === 'interrupted' && state.context.compaction !== 'wanted';
  const last = noticed ? [...state.input, interruptionNotice()] : state.input;
  return { state: { phase: 'finished', outcome }, effects: [...before, ...record(last), { type: 'finish', outcome }] };
}

/** Stops everything in progress. Calls that did not start yet are answered here; the running ones answer for themselves. */
export function cancel(state: ActivePhase, then: AfterCalls, before: Effects = []): TurnStep {
  const calls = state.calls.map(
    (pending): PendingCall =>
      pending.progress.kind === 'queued' ? { ...pending, progress: { kind: 'done', output: notStarted } } : pending,
  );
  return settle({ ...state, calls }, then, [...before, { type: 'cancel' }]);
}

/** Whether the turn only waits for its calls to end. */
export function isCancelling(state: ActivePhase): boolean {
  return state.phase === 'settling' && ['interrupt', 'fail', 'stop'].includes(state.then.kind);
}

/** A state whose context has grown by entries that the provider did not count yet. */
export function addedToContext<State extends ActiveState>(state: State, entries: readonly HistoryEntry[]): State {
  if (entries.length === 0) return state;
  const tokens = state.context.tokens + estimateContextTokens(entries);
  return { ...state, context: { ...state.context, tokens } };
}

/** What every state carries, without what belongs to a phase. */
export function toActive(state: ActiveState): ActiveState {
  const { rules, calls, input, attempts, context, spent, lastMessage } = state;
  return { rules, calls, input, attempts, context, spent, ...(lastMessage === undefined ? {} : { lastMessage }) };
}

function sample(state: ActiveState, before: Effects): TurnStep {
  const next = addedToContext({ ...state, input: [] }, state.input);
  return { state: { ...next, phase: 'sampling' }, effects: [...before, ...record(state.input), { type: 'sample' }] };
}

function waitOrStop(state: ActiveState, delay: RetryDelay, before: Effects): TurnStep {
  const limit = reachedLimit(state.rules.limits, state.spent);
  if (limit !== undefined) return stopAt(limit, state, before);
  return { state: { ...state, phase: 'waiting' }, effects: [...before, { type: 'wait', ...delay }] };
}

function isCompactionDue({ rules, context }: ActiveState): boolean {
  if (context.compaction !== 'when-due') return context.compaction === 'wanted';
  return rules.compactAtTokens !== undefined && context.tokens >= rules.compactAtTokens;
}

function record(entries: readonly HistoryEntry[]): Effects {
  return entries.length === 0 ? [] : [{ type: 'record', entries }];
}

/** What the history says that a call came to. */
export function outputEntry(call: ToolCallItem, output: ToolOutput): HistoryEntry {
  const kind = call.kind === 'function-call' ? 'function-call-output' : 'custom-tool-call-output';
  return encodeHistoryItem({ kind, callId: call.callId, output });
}
