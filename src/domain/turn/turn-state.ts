import type { HistoryEntry, ToolCallItem, ToolOutput } from '../conversation/history-item.js';
import type { RetryAttempts, RetryLimits } from './retry-policy.js';

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
  | { readonly kind: 'sample' }
  | { readonly kind: 'retry'; readonly delayMs: number }
  | { readonly kind: 'fail'; readonly message: string }
  | { readonly kind: 'interrupt' };

/** How a turn ended. */
export type TurnOutcome =
  | { readonly kind: 'completed'; readonly lastMessage?: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'interrupted' };

/** The whole state of a turn. Illegal combinations cannot be written down. */
export type TurnState =
  /** The model streams; calls that it finished are already on their way. */
  | (ActiveState & { readonly phase: 'sampling' })
  /** The stream is over; the calls are not. */
  | (ActiveState & { readonly phase: 'settling'; readonly then: AfterCalls })
  /** A delay before the model is sampled again. */
  | (ActiveState & { readonly phase: 'waiting' })
  | { readonly phase: 'finished'; readonly outcome: TurnOutcome };

/** What every unfinished state carries. */
export interface ActiveState {
  /** The calls of the current sampling, in the order in which the model made them; a call's index is its slot. */
  readonly calls: readonly PendingCall[];
  /** Input of the user that arrived during the turn and was not yet shown to the model. */
  readonly steering: readonly HistoryEntry[];
  readonly attempts: RetryAttempts;
  readonly limits: RetryLimits;
  readonly lastMessage?: string;
}
