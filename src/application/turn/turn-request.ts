import type { JsonObject } from '../../domain/tools/tool-definition.js';
import type { SpendingLimits } from '../../domain/turn/spending-limit.js';
import type { TurnOutcome } from '../../domain/turn/turn-state.js';
import type { PromptInput } from '../settings/read-input.js';
import type { EventOutlet } from './event-outlet.js';
import type { UsageReport } from './usage-meter.js';

/** What a turn is asked to do. */
export interface TurnRequest {
  readonly turnId: string;
  /** `compaction`: the history is compacted and nothing else. */
  readonly goal: { readonly kind: 'answer'; readonly prompt: PromptInput } | { readonly kind: 'compaction' };
  readonly outputSchema?: JsonObject;
  /** What this turn may use up. */
  readonly limits: SpendingLimits;
  /** Things to tell the host first, such as settings that have no effect. */
  readonly warnings: readonly string[];
  readonly deltas: 'reported' | 'dropped';
  /** Whether items of patches carry the unified diff. */
  readonly diffs: 'shown' | 'left-out';
}

/** A turn that can be acted upon from outside. */
export interface RunningTurn {
  /** Adds what the user says; the model reads it with its next request. */
  steer(prompt: PromptInput): void;
  interrupt(): void;
}

/** How a turn is watched and steered. */
export interface TurnControl extends EventOutlet {
  /** Aborts when the turn is interrupted, also before it can be interrupted otherwise. */
  readonly signal: AbortSignal;
  /** Called once the turn can be steered and interrupted. */
  started(turn: RunningTurn): void;
}

/** How a turn ended and what it used. */
export interface TurnReport extends UsageReport {
  readonly outcome: TurnOutcome;
}
