import type { ReplacementHistory } from '../conversation/compaction/replacement-history.js';
import { estimateContextTokens } from '../conversation/context-size.js';
import type { TokenUsage } from '../conversation/token-usage.js';
import type { ModelFailure } from './model-failure.js';
import { decideRetry, delayOf, noAttempts } from './retry-policy.js';
import { cancel, finish, goOn, settle, toActive } from './settle-turn.js';
import type { TurnEffect, TurnStep } from './turn-protocol.js';
import type { ActivePhase, ActiveState } from './turn-state.js';

type Compacting = Extract<ActivePhase, { readonly phase: 'compacting' }>;

/** A history that does not even fit in this part of its size is given up. */
const smallestShare = 1 / 8;

/** Takes the notes that replace the history, and goes on with what the turn is there for. */
export function takeCompacted(
  state: Compacting,
  replacement: ReplacementHistory,
  usage: TokenUsage | undefined,
): TurnStep {
  const counted: readonly TurnEffect[] = usage === undefined ? [] : [{ type: 'count', usage }];
  const effects: readonly TurnEffect[] = [...counted, { type: 'replace-history', replacement }];
  const next: ActiveState = {
    ...toActive(state),
    attempts: noAttempts,
    spent: { ...state.spent, tokens: state.spent.tokens + (usage?.totalTokens ?? 0) },
    context: { tokens: estimateContextTokens(replacement.entries), compaction: 'done', share: 1 },
  };
  return state.context.compaction === 'wanted' ? finish(next, { kind: 'completed' }, effects) : goOn(next, effects);
}

/** Takes the failure of a compaction: a history that is too long is tried again without its older half, the rest is retried as ever. */
export function failCompaction(state: Compacting, failure: ModelFailure): TurnStep {
  const share = state.context.share / 2;
  if (failure.kind === 'context-overflow' && share >= smallestShare) {
    return goOn({ ...toActive(state), context: { ...state.context, share } }, []);
  }
  const decision = decideRetry(failure, state.attempts, state.rules.retries);
  if (decision.kind === 'fail') return cancel(state, { kind: 'fail', message: decision.message });
  const notices: readonly TurnEffect[] =
    decision.notice === undefined ? [] : [{ type: 'notice', message: decision.notice }];
  return settle({ ...state, attempts: decision.attempts }, { kind: 'retry', ...delayOf(decision) }, notices);
}
