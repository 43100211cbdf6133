import type { ReplacementHistory } from '../conversation/compaction/replacement-history.js';
import type { HistoryEntry, ToolCallItem, ToolOutput } from '../conversation/history-item.js';
import type { TokenUsage } from '../conversation/token-usage.js';
import type { ModelFailure } from './model-failure.js';
import type { RetryDelay } from './retry-policy.js';
import type { CallMode, CallPermissions, TurnOutcome, TurnState } from './turn-state.js';

/** Something that happened. Inputs that no longer matter, such as a late output after the end, change nothing. */
export type TurnInput =
  /** The model finished an item. */
  | { readonly type: 'item'; readonly entry: HistoryEntry }
  /** The model's response is complete. */
  | { readonly type: 'sampled'; readonly usage?: TokenUsage }
  | { readonly type: 'sampling-failed'; readonly failure: ModelFailure }
  /** The model summed up the history; `replacement` is what it is to be replaced by. */
  | { readonly type: 'compacted'; readonly replacement: ReplacementHistory; readonly usage?: TokenUsage }
  | { readonly type: 'compaction-failed'; readonly failure: ModelFailure }
  /** A call was decoded and assessed. */
  | { readonly type: 'call-prepared'; readonly slot: number; readonly verdict: CallVerdict }
  | { readonly type: 'approval-decided'; readonly slot: number; readonly decision: ApprovalOutcome }
  | { readonly type: 'call-finished'; readonly slot: number; readonly output: ToolOutput }
  /** A call ran in the sandbox, which seems to have denied it something; a person may let it run again outside. `output` is what it came to. */
  | { readonly type: 'call-denied'; readonly slot: number; readonly output: ToolOutput }
  | { readonly type: 'waited' }
  /** This many milliseconds have passed since the turn began. */
  | { readonly type: 'time-passed'; readonly elapsedMs: number }
  /** The user adds to the conversation while the turn runs. */
  | { readonly type: 'steer'; readonly entries: readonly HistoryEntry[] }
  | { readonly type: 'interrupt' };

/** What preparing a call led to. */
export type CallVerdict =
  | { readonly kind: 'run'; readonly mode: CallMode; readonly permissions: CallPermissions }
  | { readonly kind: 'ask'; readonly mode: CallMode }
  /** The call is answered without being run: malformed, unknown, or refused by policy. */
  | { readonly kind: 'answer'; readonly output: ToolOutput };

/** What a person decided. `declined` carries what the model is told. */
export type ApprovalOutcome =
  | { readonly kind: 'approved' }
  | { readonly kind: 'declined'; readonly output: ToolOutput }
  | { readonly kind: 'cancelled'; readonly output: ToolOutput };

/** Something to do. Effects are carried out in order; those that take time report back with an input. */
export type TurnEffect =
  /** Append to the history and to the session. */
  | { readonly type: 'record'; readonly entries: readonly HistoryEntry[] }
  /** Put the output of a call into the session, where nothing can lose it, until it can be recorded in the order of the calls. */
  | { readonly type: 'keep-output'; readonly entry: HistoryEntry }
  /** Ask the model; answered by items and then `sampled` or `sampling-failed`. */
  | { readonly type: 'sample' }
  /** Ask the model to sum up the latest `share` of the history; answered by `compacted` or `compaction-failed`. */
  | { readonly type: 'compact'; readonly share: number }
  | { readonly type: 'replace-history'; readonly replacement: ReplacementHistory }
  | { readonly type: 'prepare-call'; readonly slot: number; readonly call: ToolCallItem }
  | { readonly type: 'ask-approval'; readonly slot: number; readonly call: ToolCallItem }
  | {
      readonly type: 'run-call';
      readonly slot: number;
      readonly call: ToolCallItem;
      readonly permissions: CallPermissions;
    }
  /** Answered by `waited` after the delay, give or take a tenth; never earlier than the provider asked for. */
  | ({ readonly type: 'wait' } & RetryDelay)
  /** Tell the host that a sampling is repeated. */
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'count'; readonly usage: TokenUsage }
  /** The provider found the context too long, whatever was counted. */
  | { readonly type: 'context-full' }
  /** Stop the sampling, the delay, the approvals and the calls in progress. Calls still answer with `call-finished`. */
  | { readonly type: 'cancel' }
  /** The turn is over; nothing follows. */
  | { readonly type: 'finish'; readonly outcome: TurnOutcome };

/** A state and what to do about it. */
export interface TurnStep {
  readonly state: TurnState;
  readonly effects: readonly TurnEffect[];
}
