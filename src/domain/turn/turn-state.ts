import type { HistoryEntry, ToolCallItem, ToolOutput } from '../conversation/history-item.js';
import type { RetryAttempts, RetryDelay, RetryLimits } from './retry-policy.js';
import type { Spending, SpendingLimit } from './spending-limit.js';

/**
 * One call of the model on its way to its output. A call is prepared (decoded and assessed), perhaps approved, run, and done.
 * `queued` calls wait for their turn: see `schedule-calls.ts`.
 */
export interface PendingCall {
  readonly call: ToolCallItem;
  readonly progress:
    | { readonly kind: 'preparing' }
    | { readonly kind: 'asking'; readonly mode: CallMode }
    | { readonly kind: 'queued'; readonly mode: CallMode; readonly permissions: CallPermissions }
    | { readonly kind: 'running'; readonly mode: CallMode }
    | { readonly kind: 'done'; readonly output: ToolOutput };
}

/** `parallel` calls run together; an `exclusive` call runs alone. */
export type CallMode = 'parallel' | 'exclusive';

/** Whether a call runs in the sandbox, or outside of it because a person or a rule allowed that. */
export type CallPermissions = 'sandboxed' | 'escalated';

/** What happens once every call of the current sampling has its output. */
export type AfterCalls =
  | { readonly kind: 'go-on' }
  | ({ readonly kind: 'retry' } & RetryDelay)
  | { readonly kind: 'fail'; readonly message: string }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'stop'; readonly limit: SpendingLimit };

/** How a turn ended. */
export type TurnOutcome =
  | { readonly kind: 'completed'; readonly lastMessage?: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'interrupted' }
  /** The next request would have gone beyond a limit that the host set, or the time that it set is over. */
  | { readonly kind: 'limit-reached'; readonly limit: SpendingLimit; readonly message: string };

/** The whole state of a turn. Illegal combinations cannot be written down. */
export type TurnState =
  /** The model streams; calls that it finished are already on their way. */
  | (ActiveState & { readonly phase: 'sampling' })
  /** The stream is over; the calls are not. */
  | (ActiveState & { readonly phase: 'settling'; readonly then: AfterCalls })
  /** A delay before the model is asked again. */
  | (ActiveState & { readonly phase: 'waiting' })
  /** The model sums up the history. There are no calls. */
  | (ActiveState & { readonly phase: 'compacting' })
  | { readonly phase: 'finished'; readonly outcome: TurnOutcome };

/** What a turn goes by, from its beginning to its end. */
export interface TurnRules {
  readonly retries: RetryLimits;
  readonly limits: readonly SpendingLimit[];
  /** Tokens of context at which the history is compacted before the next request; never when absent. */
  readonly compactAtTokens?: number;
}

/** What is known about the size of the context, and what became of it. */
export interface ContextState {
  /** As the provider counted it last, with an estimate of what was added since. */
  readonly tokens: number;
  /**
   * `wanted`: the turn is there for nothing else. `done`: the history was compacted and the model was not asked since; compacting
   * it once more would change nothing.
   */
  readonly compaction: 'when-due' | 'wanted' | 'done';
  /** The latest part of the history that is summed up; halved when it is too long even for that. */
  readonly share: number;
}

/** What every unfinished state carries. */
export interface ActiveState {
  readonly rules: TurnRules;
  /** The calls of the current sampling, in the order in which the model made them; a call's index is its slot. */
  readonly calls: readonly PendingCall[];
  /** Input of the user that was not yet shown to the model: that of the beginning, and what arrived during the turn. */
  readonly input: readonly HistoryEntry[];
  readonly attempts: RetryAttempts;
  readonly context: ContextState;
  /** What the turn has used up so far. */
  readonly spent: Spending;
  readonly lastMessage?: string;
}

/** A state in which something can still happen. */
export type ActivePhase = Exclude<TurnState, { readonly phase: 'finished' }>;
