import { CodexError } from '../../domain/codex-error.js';
import type { DetailedThreadEvent, Usage } from '../../domain/conversation/thread-event.js';
import type { ThreadItem } from '../../domain/conversation/thread-item.js';
import { assertNever } from '../../domain/result.js';
import type { TurnOutcome } from '../../domain/turn/turn-state.js';
import { interruptedMessage } from './announce-outcome.js';
import type { TurnReport } from './turn-request.js';
import type { ContextUse, UsageReport } from './usage-meter.js';

/** A completed turn. */
export interface Turn {
  /** Every item that was completed, in order. */
  readonly items: ThreadItem[];
  /** The text of the last message; empty when the agent said nothing. */
  readonly finalResponse: string;
  /** What the thread used so far; null when the turn reported nothing. */
  readonly usage: Usage | null;
  /** What this turn alone used, compactions included. */
  readonly turnUsage: Usage;
  /** How full the model's context is after the turn. */
  readonly context: ContextUse;
}

/** A completed turn whose final message was read as a value of a schema. */
export interface StructuredTurn<Output> extends Turn {
  readonly output: Output;
}

/** What a compaction used, and how full the model's context is after it. */
export interface Compaction extends UsageReport {
  /** How many tokens the context had before. */
  readonly tokensBefore: number;
}

/** Puts a turn together from its events. */
export class TurnCollector {
  readonly #items: ThreadItem[] = [];

  /** Takes the next event. */
  take(event: DetailedThreadEvent): void {
    if (event.type === 'item.completed') this.#items.push(event.item);
  }

  /** The whole turn. @throws CodexError when it did not complete, see {@link requireCompletion} */
  finish({ outcome, usage, turnUsage, context }: TurnReport): Turn {
    requireCompletion(outcome);
    const last = this.#items.findLast((item) => item.type === 'agent_message');
    const finalResponse = last?.type === 'agent_message' ? last.text : '';
    return { items: this.#items, finalResponse, usage, turnUsage, context };
  }
}

/**
 * Requires that a turn completed.
 *
 * @throws CodexError `turn-failed`, `turn-interrupted` or `limit-reached` when it did not.
 */
export function requireCompletion(outcome: TurnOutcome): void {
  switch (outcome.kind) {
    case 'completed':
      return;
    case 'failed':
      throw new CodexError('turn-failed', outcome.message);
    case 'interrupted':
      throw new CodexError('turn-interrupted', interruptedMessage);
    case 'limit-reached':
      throw new CodexError('limit-reached', outcome.message);
    default:
      assertNever(outcome);
  }
}
