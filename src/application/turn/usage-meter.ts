import type { DetailedThreadEvent, Usage } from '../../domain/conversation/thread-event.js';
import { addUsage, noUsage, type TokenUsage } from '../../domain/conversation/token-usage.js';
import type { OpenThread } from '../session/open-thread.js';

/** How full the model's context is. */
export interface ContextUse {
  /** As the provider counted the context last, with an estimate of what was added since. */
  readonly tokens: number;
  /** Tokens that fit: 95 % of the model's window. */
  readonly window: number;
  /** The part of the window that is in use: 0 is empty, 1 full. */
  readonly share: number;
}

/** What a turn used. */
export interface UsageReport {
  /** Of the whole thread so far. */
  readonly usage: Usage;
  /** Of this turn alone, compactions included. */
  readonly turnUsage: Usage;
  readonly context: ContextUse;
}

/** Counts what one turn uses, for its thread and for itself. */
export class UsageMeter {
  readonly #thread: OpenThread;
  readonly #emit: ((event: DetailedThreadEvent) => void) | undefined;
  #turn: TokenUsage = noUsage;

  /** @param emit gets an event after every response; none are made when it is absent */
  constructor(thread: OpenThread, emit?: (event: DetailedThreadEvent) => void) {
    this.#thread = thread;
    this.#emit = emit;
  }

  /** Counts a response. */
  count(last: TokenUsage): void {
    const { session, settings } = this.#thread;
    this.#turn = addUsage(this.#turn, last);
    session.count(last, settings.contextWindow);
    if (this.#emit === undefined) return;
    const { usage, turnUsage, context } = this.report();
    this.#emit({
      type: 'usage.updated',
      usage,
      turn_usage: turnUsage,
      context_tokens: context.tokens,
      context_window: context.window,
    });
  }

  /** What was used so far. */
  report(): UsageReport {
    const { session, settings } = this.#thread;
    const { contextTokens: tokens } = session;
    const { contextWindow: window } = settings;
    return {
      usage: publicUsage(session.usage),
      turnUsage: publicUsage(this.#turn),
      context: { tokens, window, share: tokens / window },
    };
  }
}

function publicUsage(usage: TokenUsage): Usage {
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    cache_write_input_tokens: usage.cacheWriteInputTokens,
    output_tokens: usage.outputTokens,
    reasoning_output_tokens: usage.reasoningOutputTokens,
  };
}
