import { encodeHistoryItem } from '../conversation/encode-history-item.js';
import type { HistoryEntry, ToolOutput } from '../conversation/history-item.js';
import { messageText } from '../conversation/project-item.js';
import type { TokenUsage } from '../conversation/token-usage.js';
import { assertNever } from '../result.js';
import { interruptionNotice } from './interruption-notice.js';
import type { ModelFailure } from './model-failure.js';
import { decideRetry, defaultRetryLimits, noAttempts, type RetryLimits } from './retry-policy.js';
import { startReadyCalls } from './schedule-calls.js';
import type { ApprovalOutcome, CallVerdict, TurnEffect, TurnInput, TurnStep } from './turn-protocol.js';
import type { ActiveState, AfterCalls, PendingCall, TurnOutcome, TurnState } from './turn-state.js';

/** Begins a turn: `entries` are the context messages followed by the user's input. */
export function startTurn(entries: readonly HistoryEntry[], limits: RetryLimits = defaultRetryLimits): TurnStep {
  return {
    state: { phase: 'sampling', calls: [], steering: [], attempts: noAttempts, limits },
    effects: [{ type: 'record', entries }, { type: 'sample' }],
  };
}

/**
 * Advances a turn by one input. Total: every input is accepted in every state.
 *
 * INVARIANT: every call that was recorded gets exactly one output, and outputs are recorded in the order of the calls.
 * INVARIANT: nothing follows `finish`.
 */
export function advanceTurn(state: TurnState, input: TurnInput): TurnStep {
  if (state.phase === 'finished') return { state, effects: [] };
  switch (input.type) {
    case 'item':
      return state.phase === 'sampling' ? takeItem(state, input.entry) : unchanged(state);
    case 'sampled':
      return state.phase === 'sampling' ? endSampling(state, input.usage) : unchanged(state);
    case 'sampling-failed':
      return state.phase === 'sampling' ? failSampling(state, input.failure) : unchanged(state);
    case 'call-prepared':
      return takeVerdict(state, input.slot, input.verdict);
    case 'approval-decided':
      return takeDecision(state, input.slot, input.decision);
    case 'call-finished':
      return takeOutput(state, input.slot, input.output);
    case 'waited':
      return state.phase === 'waiting' ? sampleAgain(state, []) : unchanged(state);
    case 'steer':
      return unchanged({ ...state, steering: [...state.steering, ...input.entries] });
    case 'interrupt':
      return interrupt(state);
    default:
      return assertNever(input);
  }
}

/** The output of a call that was given up before it ran. */
const notStarted = 'aborted by user';

type Active = Exclude<TurnState, { readonly phase: 'finished' }>;
type Sampling = Extract<TurnState, { readonly phase: 'sampling' }>;

function unchanged(state: TurnState): TurnStep {
  return { state, effects: [] };
}

function takeItem(state: Sampling, entry: HistoryEntry): TurnStep {
  const record: TurnEffect = { type: 'record', entries: [entry] };
  const { item } = entry;
  if (item.kind === 'function-call' || item.kind === 'custom-tool-call') {
    const call: PendingCall = { call: item, progress: { kind: 'preparing' } };
    return {
      state: { ...state, calls: [...state.calls, call] },
      effects: [record, { type: 'prepare-call', slot: state.calls.length, call: item }],
    };
  }
  if (item.kind === 'message' && item.role === 'assistant') {
    return { state: { ...state, lastMessage: messageText(item) }, effects: [record] };
  }
  return { state, effects: [record] };
}

function endSampling(state: Sampling, usage: TokenUsage | undefined): TurnStep {
  const counted: readonly TurnEffect[] = usage === undefined ? [] : [{ type: 'count', usage }];
  const rested: Sampling = { ...state, attempts: noAttempts };
  if (state.calls.length > 0) return settle(rested, { kind: 'sample' }, counted);
  if (state.steering.length > 0) return sampleAgain(rested, counted);
  const outcome: TurnOutcome = {
    kind: 'completed',
    ...(state.lastMessage === undefined ? {} : { lastMessage: state.lastMessage }),
  };
  return finish(outcome, counted);
}

function failSampling(state: Sampling, failure: ModelFailure): TurnStep {
  const decision = decideRetry(failure, state.attempts, state.limits);
  if (decision.kind === 'fail') return cancel(state, { kind: 'fail', message: decision.message });
  const notices: readonly TurnEffect[] =
    decision.notice === undefined ? [] : [{ type: 'notice', message: decision.notice }];
  return settle({ ...state, attempts: decision.attempts }, { kind: 'retry', delayMs: decision.delayMs }, notices);
}

function interrupt(state: Active): TurnStep {
  return isCancelling(state) ? unchanged(state) : cancel(state, { kind: 'interrupt' });
}

/** Stops everything in progress. Calls that did not start yet are answered here; the running ones answer for themselves. */
function cancel(state: Active, then: AfterCalls): TurnStep {
  const calls = state.calls.map(
    (pending): PendingCall =>
      pending.progress.kind === 'queued' ? { ...pending, progress: { kind: 'done', output: notStarted } } : pending,
  );
  return settle({ ...state, calls }, then, [{ type: 'cancel' }]);
}

function isCancelling(state: Active): boolean {
  return state.phase === 'settling' && (state.then.kind === 'interrupt' || state.then.kind === 'fail');
}

function takeVerdict(state: Active, slot: number, verdict: CallVerdict): TurnStep {
  if (state.calls[slot]?.progress.kind !== 'preparing') return unchanged(state);
  if (verdict.kind === 'answer') return takeOutput(state, slot, verdict.output);
  if (isCancelling(state)) return takeOutput(state, slot, notStarted);
  if (verdict.kind === 'run') {
    const queued = { kind: 'queued', mode: verdict.mode, permissions: verdict.permissions } as const;
    return runReady(withProgress(state, slot, queued));
  }
  const { call } = state.calls[slot];
  return {
    state: withProgress(state, slot, { kind: 'asking', mode: verdict.mode }),
    effects: [{ type: 'ask-approval', slot, call }],
  };
}

function takeDecision(state: Active, slot: number, decision: ApprovalOutcome): TurnStep {
  const progress = state.calls[slot]?.progress;
  if (progress?.kind !== 'asking') return unchanged(state);
  switch (decision.kind) {
    case 'approved':
      if (isCancelling(state)) return takeOutput(state, slot, notStarted);
      return runReady(withProgress(state, slot, { kind: 'queued', mode: progress.mode, permissions: 'escalated' }));
    case 'declined':
      return takeOutput(state, slot, decision.output);
    case 'cancelled':
      if (isCancelling(state)) return takeOutput(state, slot, decision.output);
      return cancel(withProgress(state, slot, { kind: 'done', output: decision.output }), { kind: 'interrupt' });
    default:
      return assertNever(decision);
  }
}

function takeOutput(state: Active, slot: number, output: ToolOutput): TurnStep {
  const call = state.calls[slot];
  if (call === undefined || call.progress.kind === 'done') return unchanged(state);
  const { state: next, effects } = runReady(withProgress(state, slot, { kind: 'done', output }));
  if (next.phase !== 'settling') return { state: next, effects };
  return settle(next, next.then, effects);
}

/** Starts the calls whose turn has come. While a turn is being cancelled no further call starts. */
function runReady(state: Active): { readonly state: Active; readonly effects: readonly TurnEffect[] } {
  if (isCancelling(state)) return { state, effects: [] };
  const { calls, started } = startReadyCalls(state.calls);
  return { state: { ...state, calls }, effects: started };
}

/** Ends the sampling: what comes next waits until every call has its output. */
function settle(state: Active, then: AfterCalls, before: readonly TurnEffect[]): TurnStep {
  if (state.calls.some((call) => call.progress.kind !== 'done')) {
    return { state: { ...toActive(state), phase: 'settling', then }, effects: before };
  }
  const outputs = state.calls.map(outputEntry);
  const recorded: readonly TurnEffect[] =
    outputs.length === 0 ? before : [...before, { type: 'record', entries: outputs }];
  const settled: Active = { ...toActive(state), phase: 'sampling', calls: [] };
  switch (then.kind) {
    case 'sample':
      return sampleAgain(settled, recorded);
    case 'retry':
      return {
        state: { ...settled, phase: 'waiting' },
        effects: [...recorded, { type: 'wait', delayMs: then.delayMs }],
      };
    case 'fail':
      return finish({ kind: 'failed', message: then.message }, recorded);
    case 'interrupt':
      return finish({ kind: 'interrupted' }, [...recorded, { type: 'record', entries: [interruptionNotice()] }]);
    default:
      return assertNever(then);
  }
}

function sampleAgain(state: Active, before: readonly TurnEffect[]): TurnStep {
  const steered: readonly TurnEffect[] =
    state.steering.length === 0 ? before : [...before, { type: 'record', entries: state.steering }];
  const next: Active = { ...toActive(state), phase: 'sampling', calls: [], steering: [] };
  return { state: next, effects: [...steered, { type: 'sample' }] };
}

function finish(outcome: TurnOutcome, before: readonly TurnEffect[]): TurnStep {
  return { state: { phase: 'finished', outcome }, effects: [...before, { type: 'finish', outcome }] };
}

function toActive(state: ActiveState): ActiveState {
  const { calls, steering, attempts, limits, lastMessage } = state;
  return { calls, steering, attempts, limits, ...(lastMessage === undefined ? {} : { lastMessage }) };
}

function withProgress<State extends Active>(state: State, slot: number, progress: PendingCall['progress']): State {
  return { ...state, calls: state.calls.map((call, index) => (index === slot ? { ...call, progress } : call)) };
}

function outputEntry({ call, progress }: PendingCall): HistoryEntry {
  const output = progress.kind === 'done' ? progress.output : notStarted;
  const kind = call.kind === 'function-call' ? 'function-call-output' : 'custom-tool-call-output';
  return encodeHistoryItem({ kind, callId: call.callId, output });
}
