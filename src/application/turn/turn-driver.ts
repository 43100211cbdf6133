import type { ReplacementHistory } from '../../domain/conversation/compaction/replacement-history.js';
import type { HistoryEntry, ToolOutput } from '../../domain/conversation/history-item.js';
import type { TokenUsage } from '../../domain/conversation/token-usage.js';
import { assertNever } from '../../domain/result.js';
import { renderAbortedCall } from '../../domain/tools/render-command-output.js';
import type { RetryDelay } from '../../domain/turn/retry-policy.js';
import { timeLeft } from '../../domain/turn/spending-limit.js';
import { advanceTurn, startCompaction, startTurn } from '../../domain/turn/turn-machine.js';
import type { CallVerdict, TurnEffect, TurnInput, TurnStep } from '../../domain/turn/turn-protocol.js';
import type { TurnOutcome, TurnRules, TurnState } from '../../domain/turn/turn-state.js';
import { type DeniedCall, isDenied, type PreparedCall } from '../tools/tool.js';
import type { ApprovalDesk } from './approval-desk.js';
import { CallItems } from './call-items.js';
import type { ToolDispatch } from './tool-dispatch.js';
import type { TurnScope } from './turn-scope.js';

/** What the driver does for the machine, besides calls and approvals. */
export interface TurnHandlers {
  /** Appends to the history and to the session. */
  record(entries: readonly HistoryEntry[]): void;
  /** Puts an output that is not in the history yet into the session. */
  keepOutput(entry: HistoryEntry): void;
  /** Samples the model once, feeding what it produces to `dispatch`. Rejects only with an `AbortError`. */
  sample(dispatch: (input: TurnInput) => void, signal: AbortSignal): Promise<void>;
  /** Has the model sum up the latest `share` of the history once, and feeds what comes of it to `dispatch`. */
  compact(share: number, dispatch: (input: TurnInput) => void, signal: AbortSignal): Promise<void>;
  replaceHistory(replacement: ReplacementHistory): void;
  /** Takes the context for full, so that the next turn begins with a compaction. */
  fillContext(): void;
  notice(message: string): void;
  count(usage: TokenUsage): void;
}

/** Carries out the effects of the turn machine and feeds their results back to it. */
export class TurnDriver {
  readonly #scope: TurnScope;
  readonly #tools: ToolDispatch;
  readonly #desk: ApprovalDesk;
  readonly #handlers: TurnHandlers;
  readonly #cancellation = new AbortController();
  readonly #prepared = new Map<number, PreparedCall>();
  readonly #items = new Map<number, CallItems>();
  readonly #queue: TurnInput[] = [];
  #finish: (outcome: TurnOutcome) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #state: TurnState | undefined;
  #draining = false;

  constructor(
    scope: TurnScope,
    parts: { readonly tools: ToolDispatch; readonly desk: ApprovalDesk; readonly handlers: TurnHandlers },
  ) {
    this.#scope = scope;
    this.#tools = parts.tools;
    this.#desk = parts.desk;
    this.#handlers = parts.handlers;
  }

  /**
   * Runs the turn to its end. Called once. Rejects when an effect could not be carried out, such as recording what happened.
   *
   * @param contextTokens the size of the context before the turn
   */
  run(input: readonly HistoryEntry[], rules: TurnRules, contextTokens: number): Promise<TurnOutcome> {
    return this.#pursue(() => startTurn(input, rules, contextTokens), rules);
  }

  /** Compacts the history and does nothing else, in the same way. */
  compact(rules: TurnRules): Promise<TurnOutcome> {
    return this.#pursue(() => startCompaction(rules), rules);
  }

  async #pursue(start: () => TurnStep, rules: TurnRules): Promise<TurnOutcome> {
    const leftMs = timeLeft(rules.limits);
    const over = new AbortController();
    try {
      return await new Promise<TurnOutcome>((resolve, reject) => {
        this.#finish = resolve;
        this.#reject = reject;
        this.#attempt(() => this.#take(start()));
        this.#drain();
        this.#watchTime(leftMs, over.signal);
      });
    } finally {
      if (leftMs !== undefined) over.abort();
    }
  }

  /** Tells the machine when its time is up; it decides what that means. */
  #watchTime(leftMs: number | undefined, over: AbortSignal): void {
    if (leftMs === undefined) return;
    const tell = (): void => this.dispatch({ type: 'time-passed', elapsedMs: leftMs });
    // A turn that is over before its time is up has nothing to be told.
    this.#scope.ports.clock.sleep(leftMs, over).then(tell, () => undefined);
  }

  /** Feeds the machine. Inputs that arrive while effects are carried out wait for their turn. */
  readonly dispatch = (input: TurnInput): void => {
    this.#queue.push(input);
    this.#drain();
  };

  #drain(): void {
    if (this.#draining || this.#state === undefined) return;
    this.#draining = true;
    this.#attempt(() => {
      for (let input = this.#queue.shift(); input !== undefined; input = this.#queue.shift()) {
        if (this.#state !== undefined) this.#take(advanceTurn(this.#state, input));
      }
    });
    this.#draining = false;
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#break(error);
    }
  }

  /** Reports nothing when it was cancelled: the machine that cancelled it does not wait for it. */
  #follow(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!(error instanceof Error && error.name === 'AbortError' && this.#cancellation.signal.aborted))
        this.#break(error);
    });
  }

  /** The turn cannot go on, and nothing is in order any more: everything stops. */
  #break(error: unknown): void {
    this.#state = undefined;
    this.#cancellation.abort();
    this.#reject(error);
  }

  #take(step: TurnStep): void {
    this.#state = step.state;
    for (const effect of step.effects) this.#perform(effect);
  }

  #perform(effect: TurnEffect): void {
    const { signal } = this.#cancellation;
    switch (effect.type) {
      case 'record':
        this.#handlers.record(effect.entries);
        break;
      case 'keep-output':
        this.#handlers.keepOutput(effect.entry);
        break;
      case 'sample':
        this.#prepared.clear();
        this.#items.clear();
        this.#follow(this.#handlers.sample(this.dispatch, signal));
        break;
      case 'compact':
        this.#follow(this.#handlers.compact(effect.share, this.dispatch, signal));
        break;
      case 'replace-history':
        this.#handlers.replaceHistory(effect.replacement);
        break;
      case 'context-full':
        this.#handlers.fillContext();
        break;
      case 'prepare-call':
        this.#follow(this.#prepare(effect));
        break;
      case 'ask-approval':
        this.#follow(this.#ask(effect.slot, effect.call.callId));
        break;
      case 'run-call':
        this.#follow(this.#runCall(effect));
        break;
      case 'wait':
        this.#wait(effect);
        break;
      case 'notice':
        this.#handlers.notice(effect.message);
        break;
      case 'count':
        this.#handlers.count(effect.usage);
        break;
      case 'cancel':
        this.#cancellation.abort();
        break;
      case 'finish':
        this.#finish(effect.outcome);
        break;
      default:
        assertNever(effect);
    }
  }

  async #prepare({ slot, call }: Extract<TurnEffect, { type: 'prepare-call' }>): Promise<void> {
    const items = new CallItems(this.#scope.items);
    const prepared = await this.#tools.prepare(call, { ...this.#scope, items });
    this.#prepared.set(slot, prepared);
    this.#items.set(slot, items);
    const granted = prepared.kind === 'ask' && this.#desk.isGranted(prepared);
    const verdict: CallVerdict = granted ? { kind: 'run', mode: prepared.mode, permissions: 'escalated' } : prepared;
    this.dispatch({ type: 'call-prepared', slot, verdict });
  }

  async #ask(slot: number, callId: string): Promise<void> {
    const prepared = this.#prepared.get(slot);
    if (prepared?.kind !== 'ask') return;
    // It may have been granted since: by the answer to another question, or before the sandbox stood in the way.
    if (this.#desk.isGranted(prepared)) {
      this.dispatch({ type: 'approval-decided', slot, decision: { kind: 'approved' } });
      return;
    }
    const decision = await this.#desk.decide(prepared, {
      scope: this.#scope,
      callId,
      signal: this.#cancellation.signal,
    });
    this.dispatch({ type: 'approval-decided', slot, decision });
  }

  async #runCall({ slot, call, permissions }: Extract<TurnEffect, { type: 'run-call' }>): Promise<void> {
    const { clock, telemetry } = this.#scope.ports;
    const { signal } = this.#cancellation;
    const startedAt = clock.monotonic();
    const span = telemetry.startSpan('tool', { 'tool.name': call.name });
    const prepared = this.#prepared.get(slot);
    const items = this.#items.get(slot);
    items?.hold();
    let output: ToolOutput | DeniedCall = 'aborted';
    try {
      if (prepared !== undefined && prepared.kind !== 'answer') output = await prepared.run(permissions, signal);
      span.end('ok');
    } catch (error) {
      span.end(signal.aborted ? 'cancelled' : 'error');
      output = signal.aborted
        ? renderAbortedCall(clock.monotonic() - startedAt)
        : `${call.name} failed: ${messageOf(error)}`;
    }
    if (isDenied(output)) {
      this.#prepared.set(slot, output.retry);
      this.dispatch({ type: 'call-denied', slot, output: output.output });
    } else this.dispatch({ type: 'call-finished', slot, output });
    items?.release();
  }

  /** Spreads repetitions by a tenth, so that many threads do not come back at the same moment. */
  #wait({ delayMs, asked }: RetryDelay): void {
    const { clock, ids } = this.#scope.ports;
    const fraction = Number.parseInt(ids.hex(4), 16) / 0xffff;
    const factor = asked ? 1 + 0.1 * fraction : 0.9 + 0.2 * fraction;
    const sleep = clock.sleep(delayMs * factor, this.#cancellation.signal);
    this.#follow(sleep.then(() => this.dispatch({ type: 'waited' })));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
