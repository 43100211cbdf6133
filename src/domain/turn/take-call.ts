import type { HistoryEntry, ToolCallItem, ToolOutput } from '../conversation/history-item.js';
import { assertNever } from '../result.js';
import { startReadyCalls } from './schedule-calls.js';
import { cancel, isCancelling, notStarted, outputEntry, settle } from './settle-turn.js';
import { allowsCall, describeRefusedCall } from './spending-limit.js';
import type { ApprovalOutcome, CallVerdict, TurnEffect, TurnStep } from './turn-protocol.js';
import type { ActivePhase, PendingCall } from './turn-state.js';

type Sampling = Extract<ActivePhase, { readonly phase: 'sampling' }>;

/** Takes a call that the model made. One beyond the limit is answered and not run. */
export function takeCall(state: Sampling, call: ToolCallItem, entry: HistoryEntry): TurnStep {
  const allowed = allowsCall(state.rules.limits, state.spent);
  const progress: PendingCall['progress'] = allowed
    ? { kind: 'preparing' }
    : { kind: 'done', output: describeRefusedCall() };
  const recorded: TurnEffect = { type: 'record', entries: [entry] };
  const prepare: TurnEffect = { type: 'prepare-call', slot: state.calls.length, call };
  return {
    state: {
      ...state,
      calls: [...state.calls, { call, progress }],
      spent: { ...state.spent, toolCalls: state.spent.toolCalls + 1 },
    },
    effects: allowed ? [recorded, prepare] : [recorded],
  };
}

/** Takes what preparing a call led to. */
export function takeVerdict(state: ActivePhase, slot: number, verdict: CallVerdict): TurnStep {
  if (state.calls[slot]?.progress.kind !== 'preparing') return { state, effects: [] };
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

/** Takes what a person decided about a call. */
export function takeDecision(state: ActivePhase, slot: number, decision: ApprovalOutcome): TurnStep {
  const progress = state.calls[slot]?.progress;
  if (progress?.kind !== 'asking') return { state, effects: [] };
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

/** Takes what a call came to that the sandbox stood in the way of. A turn that is being cancelled asks nobody. */
export function takeDenial(state: ActivePhase, slot: number, output: ToolOutput): TurnStep {
  const pending = state.calls[slot];
  if (pending?.progress.kind !== 'running') return { state, effects: [] };
  if (isCancelling(state)) return takeOutput(state, slot, output);
  const { call, progress } = pending;
  const { state: next, effects } = runReady(withProgress(state, slot, { kind: 'asking', mode: progress.mode }));
  return { state: next, effects: [keep(call, output), { type: 'ask-approval', slot, call }, ...effects] };
}

/** Takes the output of a call; the last one of a sampling that is over lets the turn go on. */
export function takeOutput(state: ActivePhase, slot: number, output: ToolOutput): TurnStep {
  const call = state.calls[slot];
  if (call === undefined || call.progress.kind === 'done') return { state, effects: [] };
  const { state: next, effects } = runReady(withProgress(state, slot, { kind: 'done', output }));
  if (next.phase === 'settling' && next.calls.every(({ progress }) => progress.kind === 'done')) {
    return settle(next, next.then, effects);
  }
  return { state: next, effects: call.progress.kind === 'running' ? [keep(call.call, output), ...effects] : effects };
}

/** What ran may have changed the world, and its output may have to wait for others for a long time. */
function keep(call: ToolCallItem, output: ToolOutput): TurnEffect {
  return { type: 'keep-output', entry: outputEntry(call, output) };
}

/** Starts the calls whose turn has come. While a turn is being cancelled no further call starts. */
function runReady(state: ActivePhase): { readonly state: ActivePhase; readonly effects: readonly TurnEffect[] } {
  if (isCancelling(state)) return { state, effects: [] };
  const { calls, started } = startReadyCalls(state.calls);
  return { state: { ...state, calls }, effects: started };
}

function withProgress<State extends ActivePhase>(state: State, slot: number, progress: PendingCall['progress']): State {
  return { ...state, calls: state.calls.map((call, index) => (index === slot ? { ...call, progress } : call)) };
}
