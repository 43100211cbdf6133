import type { Model, ModelEvent, ModelRequest } from '../ports/model.js';
import { type Gate, throwIfAborted } from './gate.js';

/** What a scripted response consists of: events for the caller, and places where it stops until the test opens a gate. */
export type ScriptedEvent = ModelEvent | { readonly type: 'wait'; readonly gate: Gate };

/** One response, or how to make it from the request. A response that does not say how it ends is completed without usage. */
export type ScriptedStep = readonly ScriptedEvent[] | ((request: ModelRequest) => readonly ScriptedEvent[]);

/**
 * A model that answers its requests with the steps of a script, one after the other. A request beyond the last step is an error, and
 * `assertFinished` throws when steps are left over or when there was such a request.
 */
export class ScriptedModel implements Model {
  readonly #steps: readonly ScriptedStep[];
  readonly #requests: ModelRequest[] = [];
  #unexpected = 0;
  #closed = false;

  /** @throws Error when a step has events after its end */
  constructor(steps: readonly ScriptedStep[]) {
    this.#steps = steps;
    for (const step of steps) if (typeof step !== 'function') assertWellFormed(step);
  }

  /** The answered requests, oldest first, each with its history as it was at that time. */
  get requests(): readonly ModelRequest[] {
    return this.#requests;
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, undefined> {
    throwIfAborted(signal);
    for (const event of this.#take(request)) {
      throwIfAborted(signal);
      if (event.type !== 'wait') yield event;
      else await event.gate.pass(signal);
      if (isEnd(event)) return;
    }
    throwIfAborted(signal);
    yield { type: 'completed' };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  /** @throws Error when the script was not followed to its end, or beyond it */
  assertFinished(): void {
    if (this.#unexpected > 0) throw new Error(this.#beyondEnd());
    const left = this.#steps.length - this.#requests.length;
    if (left > 0) throw new Error(`the script has ${left} of ${this.#steps.length} steps left over`);
  }

  #take(request: ModelRequest): readonly ScriptedEvent[] {
    const step = this.#closed ? undefined : this.#steps[this.#requests.length];
    if (step === undefined) {
      this.#unexpected += 1;
      throw new Error(this.#closed ? 'the model was asked after it was closed' : this.#beyondEnd());
    }
    this.#requests.push({ ...request, history: [...request.history] });
    if (typeof step !== 'function') return step;
    const events = step(request);
    assertWellFormed(events);
    return events;
  }

  #beyondEnd(): string {
    return `the model was asked ${this.#unexpected} times more often than the ${this.#steps.length} steps of its script`;
  }
}

function isEnd(event: ScriptedEvent): boolean {
  return event.type === 'completed' || event.type === 'failed';
}

function assertWellFormed(events: readonly ScriptedEvent[]): void {
  const end = events.findIndex(isEnd);
  if (end >= 0 && end < events.length - 1) throw new Error('a scripted step goes on after `completed` or `failed`');
}
