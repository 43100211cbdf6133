import type { ModelFailure } from '../../domain/turn/model-failure.js';
import type { Model, ModelEvent, ModelRequest } from '../../ports/model.js';
import type { AgentPorts } from '../agent-ports.js';

/** Where a model is asked from, and who gets what it answers. */
export interface AskingParts {
  readonly ports: Pick<AgentPorts, 'logger' | 'telemetry'>;
  readonly signal: AbortSignal;
  /** Gets the events in order; the last one is `completed` or `failed`, unless the signal aborts. */
  readonly take: (event: ModelEvent) => void;
  /** Settles when more events may be taken; undefined when they may be already. Nobody waits when absent. */
  readonly room?: (signal: AbortSignal) => Promise<void> | undefined;
}

/**
 * Asks the model once. A model that breaks its contract, by throwing, by ending without a verdict or by going on after one, is held to it.
 * Never rejects.
 */
export async function askModel(model: Model, request: ModelRequest, parts: AskingParts): Promise<void> {
  const { ports, signal, take } = parts;
  const span = ports.telemetry.startSpan('sample', { 'model.name': request.model });
  const verdict = new Verdict(take);
  ports.logger.log('debug', 'the model is asked', {
    module: 'model',
    model: request.model,
    tools: request.tools.length,
  });
  try {
    for await (const event of model.stream(request, signal)) {
      verdict.take(event);
      const full = parts.room?.(signal);
      if (full !== undefined) await full;
    }
  } catch (error) {
    if (!signal.aborted) {
      ports.logger.log('error', 'the model adapter threw instead of reporting a failure', { module: 'model', error });
      verdict.failUnlessGiven({ kind: 'rejected', message: error instanceof Error ? error.message : String(error) });
    }
  }
  if (!signal.aborted) {
    verdict.failUnlessGiven({ kind: 'disconnected', message: 'stream closed before response.completed' });
  }
  if (verdict.late > 0) {
    ports.logger.log('warn', 'the model adapter went on after the end of a response', {
      module: 'model',
      events: verdict.late,
    });
  }
  ports.logger.log('debug', 'the model is done', { module: 'model', verdict: verdict.given ?? 'interrupted' });
  span.end(verdict.given === undefined ? 'cancelled' : verdict.given === 'completed' ? 'ok' : 'error');
}

/** Passes events on up to the first verdict: by the time another one comes, the next response may have begun. */
class Verdict {
  readonly #take: AskingParts['take'];
  given: 'completed' | 'failed' | undefined;
  late = 0;

  constructor(take: AskingParts['take']) {
    this.#take = take;
  }

  take(event: ModelEvent): void {
    if (this.given !== undefined) {
      this.late += 1;
      return;
    }
    if (event.type === 'completed' || event.type === 'failed') this.given = event.type;
    this.#take(event);
  }

  failUnlessGiven(failure: ModelFailure): void {
    if (this.given === undefined) this.take({ type: 'failed', failure });
  }
}
