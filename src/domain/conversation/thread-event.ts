import type { ThreadItem } from './thread-item.js';

/** Token counts of the whole thread so far, previous turns and resumed sessions included. */
export interface Usage {
  readonly input_tokens: number;
  readonly cached_input_tokens: number;
  readonly cache_write_input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_output_tokens: number;
}

/** The message of a failure. */
export interface ThreadError {
  readonly message: string;
}

/** The first event of every turn's stream; `thread_id` resumes the thread later. */
export interface ThreadStartedEvent {
  readonly type: 'thread.started';
  readonly thread_id: string;
}

/** The prompt was accepted and the model is asked. */
export interface TurnStartedEvent {
  readonly type: 'turn.started';
}

/** The turn ended well; nothing follows. */
export interface TurnCompletedEvent {
  readonly type: 'turn.completed';
  readonly usage: Usage;
}

/** The turn ended badly; an `error` event with the same message came just before; nothing follows. */
export interface TurnFailedEvent {
  readonly type: 'turn.failed';
  readonly error: ThreadError;
}

/** An item appeared that takes time. */
export interface ItemStartedEvent {
  readonly type: 'item.started';
  readonly item: ThreadItem;
}

/** A started item changed. */
export interface ItemUpdatedEvent {
  readonly type: 'item.updated';
  readonly item: ThreadItem;
}

/** An item reached its final state; each item completes at most once. */
export interface ItemCompletedEvent {
  readonly type: 'item.completed';
  readonly item: ThreadItem;
}

/** A notice about the stream: a reconnection attempt, or the failure that ends the turn. */
export interface ThreadErrorEvent {
  readonly type: 'error';
  readonly message: string;
}

/** A piece of an item's text, only when a turn was started with `deltas: true`. Pieces of one item arrive in order. */
export interface ItemDeltaEvent {
  readonly type: 'item.delta';
  readonly item_id: string;
  readonly item_type: 'agent_message' | 'reasoning' | 'command_execution';
  readonly delta: string;
}

/** What was used so far, after every response of the model; only when a turn was started with `deltas: true`. */
export interface UsageUpdatedEvent {
  readonly type: 'usage.updated';
  /** Of the whole thread. */
  readonly usage: Usage;
  /** Of this turn alone, compactions included. */
  readonly turn_usage: Usage;
  /** How large the context is. */
  readonly context_tokens: number;
  /** How many tokens of context fit. */
  readonly context_window: number;
}

/** What every turn reports, in order: the events of the official SDK, and no others. */
export type ThreadEvent =
  | ThreadStartedEvent
  | TurnStartedEvent
  | TurnCompletedEvent
  | TurnFailedEvent
  | ItemStartedEvent
  | ItemUpdatedEvent
  | ItemCompletedEvent
  | ThreadErrorEvent;

/** What a turn reports that was started with `deltas: true`. */
export type DetailedThreadEvent = ThreadEvent | ItemDeltaEvent | UsageUpdatedEvent;
