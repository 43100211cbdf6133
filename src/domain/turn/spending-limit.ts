import { assertNever } from '../result.js';

/** What a turn or a thread may use up. */
export interface SpendingLimits {
  /** Input and output tokens of all requests, as the provider counts them, cached ones included; >= 0. */
  readonly tokens?: number;
  /** Calls of tools, whole, >= 0. Calls beyond it are not run. */
  readonly toolCalls?: number;
  /** Time that turns take, in milliseconds, >= 0. When it is over, whatever the turn waits for is cancelled. */
  readonly wallClockMs?: number;
}

/** One limit, and how much of it was used up before the turn began. */
export interface SpendingLimit {
  readonly scope: 'turn' | 'thread';
  readonly kind: keyof SpendingLimits;
  readonly max: number;
  readonly before: number;
}

/** What was used up, by a turn so far or by a thread before it. */
export type Spending = Readonly<Record<keyof SpendingLimits, number>>;

/** Nothing at all. */
export const nothingSpent: Spending = { tokens: 0, toolCalls: 0, wallClockMs: 0 };

/** The limits of a turn and of its thread as one list. */
export function spendingLimits(
  turn: SpendingLimits,
  thread: SpendingLimits,
  spentBefore: Spending,
): readonly SpendingLimit[] {
  return [...limitsOf('turn', turn, nothingSpent), ...limitsOf('thread', thread, spentBefore)];
}

/** The first limit that does not allow another request. */
export function reachedLimit(limits: readonly SpendingLimit[], spent: Spending): SpendingLimit | undefined {
  return limits.find((limit) => (limit.kind === 'toolCalls' ? left(limit, spent) < 0 : left(limit, spent) <= 0));
}

/** Whether one more call may be run. */
export function allowsCall(limits: readonly SpendingLimit[], spent: Spending): boolean {
  return limits.every((limit) => limit.kind !== 'toolCalls' || left(limit, spent) >= 1);
}

/** How long the turn may still take, in milliseconds; undefined without a limit of time. */
export function timeLeft(limits: readonly SpendingLimit[]): number | undefined {
  const times = limits.filter(({ kind }) => kind === 'wallClockMs').map((limit) => left(limit, nothingSpent));
  return times.length === 0 ? undefined : Math.max(0, Math.min(...times));
}

/** The end of a turn at a limit, in a sentence for the host. */
export function describeReachedLimit({ scope, kind, max }: SpendingLimit): string {
  return `the ${scope} reached its limit of ${describeAmount(kind, max)}; raise \`limits.${kind}\` to let it go on`;
}

/** What the model reads instead of the output of a call beyond the limit. */
export function describeRefusedCall(): string {
  return 'not run: the limit of tool calls is reached';
}

function limitsOf(scope: SpendingLimit['scope'], limits: SpendingLimits, spent: Spending): readonly SpendingLimit[] {
  const kinds: readonly (keyof SpendingLimits)[] = ['tokens', 'toolCalls', 'wallClockMs'];
  return kinds.flatMap((kind) => {
    const max = limits[kind];
    return max === undefined ? [] : [{ scope, kind, max, before: spent[kind] }];
  });
}

function left({ kind, max, before }: SpendingLimit, spent: Spending): number {
  return max - before - spent[kind];
}

function describeAmount(kind: SpendingLimit['kind'], max: number): string {
  switch (kind) {
    case 'tokens':
      return `${max} tokens`;
    case 'toolCalls':
      return `${max} tool calls`;
    case 'wallClockMs':
      return `${max} ms`;
    default:
      return assertNever(kind);
  }
}
