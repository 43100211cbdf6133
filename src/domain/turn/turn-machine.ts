import type { HistoryEntry, HistoryItem } from '../conversation/history-item.js';
import { messageText } from '../conversation/project-item.js';
import type { TokenUsage } from '../conversation/token-usage.js';
import { assertNever } from '../result.js';
import type { ModelFailure } from './model-failure.js';
import { decideRetry, defaultRetryLimits, delayOf, noAttempts } from './retry-policy.js';
import { addedToContext, cancel, finish, goOn, isCancelling, settle } from './settle-turn.js';
import { nothingSpent, reachedLimit } from './spending-limit.js';
import { takeCall, takeDecision, takeDenial, takeOutput, takeVerdict } from './take-call.js';
import { failCompaction, takeCompacted } from './take-compaction.js';
import type { TurnEffect, TurnInput, TurnStep } from './turn-protocol.js';
import type { ActivePhase, ActiveState, TurnRules, TurnState } from './turn-state.js';

/** A turn without limits and without compaction. */
export const defaultTurnRules: TurnRules = { retries: defaultRetryLimits, limits: [] };

/**
 * Begins a turn: `input` is what the user says.
 *
 * @param contextTokens the size of the context before it, by the last count of the provider and an estimate of the rest
 */
export function startTurn(input: readonly HistoryEntry[], rules = defaultTurnRules, contextTokens = 0): TurnStep {
  return goOn(initialState(rules, { tokens: contextTokens, compaction: 'when-due', share: 1 }, input), []);
}

/** Begins a turn that does nothing but compact the history. */
export function startCompaction(rules = defaultTurnRules): TurnStep {
  return goOn(initialState(rules, { tokens: 0, compaction: 'wanted', share: 1 }, []), []);
}

/**
 * Advances a turn by one input. Total: every input is accepted in every state.
 *
 * INVARIANT: every call that was recorded gets exactly one output, and outputs are recorded in the order of the calls.
 * INVARIANT: nothing follows `finish`.
 */
export function advanceTurn(state: TurnState, input: TurnInput): TurnStep {
  if (state.phase === 'finished') return unchanged(state);
  switch (input.type) {
    case 'item':
      return state.phase === 'sampling' ? takeItem(state, input.entry) : unchanged(state);
    case 'sampled':
      return state.phase === 'sampling' ? endSampling(state, input.usage) : unchanged(state);
    case 'sampling-failed':
      return state.phase === 'sampling' ? failSampling(state, input.failure) : unchanged(state);
    case 'compacted':
      return state.phase === 'compacting' ? takeCompacted(state, input.replacement, input.usage) : unchanged(state);
    case 'compaction-failed':
      return state.phase === 'compacting' ? failCompaction(state, input.failure) : unchanged(state);
    case 'call-prepared':
      return takeVerdict(state, input.slot, input.verdict);
    case 'approval-decided':
      return takeDecision(state, input.slot, input.decision);
    case 'call-finished':
      return takeOutput(state, input.slot, input.output);
    case 'call-denied':
      return takeDenial(state, input.slot, input.output);
    case 'waited':
      return state.phase === 'waiting' ? goOn(state, []) : unchanged(state);
    case 'time-passed':
      return takeTime(state, input.elapsedMs);
    case 'steer':
      return unchanged({ ...state, input: [...state.input, ...input.entries] });
    case 'interrupt':
      return isCancelling(state) ? unchanged(state) : cancel(state, { kind: 'interrupt' });
    default:
      return assertNever(input);
  }
}

type Sampling = Extract<TurnState, { readonly phase: 'sampling' }>;

function initialState(rules: TurnRules, context: ActiveState['context'], input: readonly HistoryEntry[]): ActiveState {
  return { rules, calls: [], input, attempts: noAttempts, context, spent: nothingSpent };
}

function unchanged(state: TurnState): TurnStep {
  return { state, effects: [] };
}

function takeItem(state: Sampling, entry: HistoryEntry): TurnStep {
  const { item } = entry;
  // Only what a model can say is taken: words in the user's name, or outputs of calls, would be part of every later request.
  if (!isOfModel(item)) return unchanged(state);
  const grown = addedToContext(state, [entry]);
  if (item.kind === 'function-call' || item.kind === 'custom-tool-call') return takeCall(grown, item, entry);
  const spoken = item.kind === 'message' && item.role === 'assistant' ? { lastMessage: messageText(item) } : {};
  return { state: { ...grown, ...spoken }, effects: [{ type: 'record', entries: [entry] }] };
}

function isOfModel(item: HistoryItem): boolean {
  if (item.kind === 'message') return item.role === 'assistant';
  return item.kind !== 'function-call-output' && item.kind !== 'custom-tool-call-output';
}

function endSampling(state: Sampling, usage: TokenUsage | undefined): TurnStep {
  const counted: readonly TurnEffect[] = usage === undefined ? [] : [{ type: 'count', usage }];
  const tokens = usage?.totalTokens ?? state.context.tokens;
  const rested: Sampling = {
    ...state,
    attempts: noAttempts,
    context: { tokens, compaction: 'when-due', share: 1 },
    spent: { ...state.spent, tokens: state.spent.tokens + (usage?.totalTokens ?? 0) },
  };
  if (state.calls.length > 0 || state.input.length > 0) return settle(rested, { kind: 'go-on' }, counted);
  const last = state.lastMessage === undefined ? {} : { lastMessage: state.lastMessage };
  return finish(rested, { kind: 'completed', ...last }, counted);
}

function failSampling(state: Sampling, failure: ModelFailure): TurnStep {
  const decision = decideRetry(failure, state.attempts, state.rules.retries);
  if (decision.kind === 'fail') {
    const full: readonly TurnEffect[] = failure.kind === 'context-overflow' ? [{ type: 'context-full' }] : [];
    return cancel(state, { kind: 'fail', message: decision.message }, full);
  }
  const notices: readonly TurnEffect[] =
    decision.notice === undefined ? [] : [{ type: 'notice', message: decision.notice }];
  return settle({ ...state, attempts: decision.attempts }, { kind: 'retry', ...delayOf(decision) }, notices);
}

/** Nothing outlasts the time of a turn: neither a silent provider, nor a command, nor a question that nobody answers. */
function takeTime(state: ActivePhase, elapsedMs: number): TurnStep {
  const next = { ...state, spent: { ...state.spent, wallClockMs: Math.max(state.spent.wallClockMs, elapsedMs) } };
  const times = next.rules.limits.filter(({ kind }) => kind === 'wallClockMs');
  const limit = reachedLimit(times, next.spent);
  return limit === undefined || isCancelling(next) ? unchanged(next) : cancel(next, { kind: 'stop', limit });
}
