import type { Model, ModelEvent, ModelRequest } from '../../ports/model.js';
import type { AgentPorts } from '../agent-ports.js';

/** Where a model is asked from, and who gets what it answers. */
export interface AskingParts {
  readonly ports: Pick<AgentPorts, 'logger' | 'telemetry'>;
  readonly signal: AbortSignal;
  /** Gets the events in order; the last one is `completed` or `failed`, unless the signal aborts. */
  readonly take: (event: ModelEvent) => void;
}

/**
 * Asks the model once. A model that breaks its contract, by throwing or by ending without a verdict, counts as one that failed.
 * Never rejects.
 */
export async function askModel(model: Model, request: ModelRequest, parts: AskingParts): Promise<void> {
  const { ports, signal, take } = parts;
  const span = ports.telemetry.startSpan('sample', { 'model.name': request.model });
  let last: ModelEvent['type'] | undefined;
  try {
    for await (const event of model.stream(request, signal)) {
      last = event.type;
      take(event);
    }
  } catch (error) {
    span.end(signal.aborted ? 'cancelled' : 'error');
    if (signal.aborted) return;
    ports.logger.log('error', 'the model adapter threw instead of reporting a failure', { error });
    const message = error instanceof Error ? error.message : String(error);
    take({ type: 'failed', failure: { kind: 'rejected', message } });
    return;
  }
  span.end(last === 'completed' ? 'ok' : 'error');
  if (last !== 'completed' && last !== 'failed') {
    const message = 'stream closed before response.completed';
    take({ type: 'failed', failure: { kind: 'disconnected', message } });
  }
}
