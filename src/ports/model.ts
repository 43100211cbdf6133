import type { HistoryEntry } from '../domain/conversation/history-item.js';
import type { TokenUsage } from '../domain/conversation/token-usage.js';
import type { JsonObject, ToolDefinition } from '../domain/tools/tool-definition.js';
import type { ModelFailure } from '../domain/turn/model-failure.js';

/** Everything that one sampling of the model needs. The whole history is sent every time; nothing is kept on the provider's side. */
export interface ModelRequest {
  readonly threadId: string;
  readonly turnId: string;
  readonly model: string;
  readonly instructions: string;
  /**
   * Oldest first. Between two requests of one thread the list only grows at its end, unless it was compacted:
   * an adapter may keep what it made of the earlier entries, recognising them by identity.
   */
  readonly history: readonly HistoryEntry[];
  readonly tools: readonly ToolDefinition[];
  readonly parallelToolCalls: boolean;
  readonly reasoning?: { readonly effort?: string; readonly summary?: string };
  readonly verbosity?: string;
  /** How fast, and at what price, the provider is to answer; its own choice when absent. */
  readonly serviceTier?: string;
  /** The final message must be JSON that this schema accepts. */
  readonly outputSchema?: JsonObject;
  readonly cacheKey: string;
}

/** What the model produced, piece by piece. */
export type ModelEvent =
  /** A piece of the message in progress. */
  | { readonly type: 'message-delta'; readonly delta: string }
  /** A piece of the reasoning summary in progress. */
  | { readonly type: 'reasoning-delta'; readonly delta: string }
  /** The provider began to search the web; the item that says what for comes when it is done. */
  | { readonly type: 'search-started' }
  /** An item is finished. It stays in the history even when the stream breaks afterwards. */
  | { readonly type: 'item'; readonly entry: HistoryEntry }
  /** The response is complete. `usage` is absent when the provider counted nothing. */
  | { readonly type: 'completed'; readonly usage?: TokenUsage }
  /** The sampling failed. */
  | { readonly type: 'failed'; readonly failure: ModelFailure };

/**
 * A language model that can be asked to continue a history.
 *
 * Ordering: `stream` yields deltas and items as they arrive and ends with exactly one `completed` or `failed`.
 * Failure: an expected failure is the `failed` event, never an exception. An implementation makes a single attempt: it does not retry.
 * Cancellation: when `signal` aborts, the iteration ends promptly with an `AbortError` and the connection is closed.
 */
export interface Model {
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
  /** Closes idle connections. Called once; no request follows. */
  close?(): Promise<void>;
}
