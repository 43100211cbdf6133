import { assertNever } from '../../domain/result.js';
import type { TurnInput } from '../../domain/turn/turn-protocol.js';
import type { Model, ModelEvent, ModelRequest } from '../../ports/model.js';
import type { TurnScope } from './turn-scope.js';

/**
 * Asks the model once and reports what it produces. A model that breaks its contract, by throwing or by ending without a verdict,
 * counts as a failed sampling.
 */
export async function sampleModel(
  model: Model,
  request: ModelRequest,
  {
    scope,
    signal,
    dispatch,
  }: { readonly scope: TurnScope; readonly signal: AbortSignal; readonly dispatch: (input: TurnInput) => void },
): Promise<void> {
  const span = scope.ports.telemetry.startSpan('sample', { 'model.name': request.model });
  let last: ModelEvent['type'] | undefined;
  try {
    for await (const event of model.stream(request, signal)) {
      last = event.type;
      take(event, scope, dispatch);
    }
  } catch (error) {
    span.end(signal.aborted ? 'cancelled' : 'error');
    if (signal.aborted) return;
    scope.ports.logger.log('error', 'the model adapter threw instead of reporting a failure', { error });
    const message = error instanceof Error ? error.message : String(error);
    dispatch({ type: 'sampling-failed', failure: { kind: 'rejected', message } });
    return;
  }
  span.end(last === 'completed' ? 'ok' : 'error');
  if (last !== 'completed' && last !== 'failed') {
    const message = 'stream closed before response.completed';
    dispatch({ type: 'sampling-failed', failure: { kind: 'disconnected', message } });
  }
}

function take(event: ModelEvent, { items }: TurnScope, dispatch: (input: TurnInput) => void): void {
  switch (event.type) {
    case 'message-delta':
      items.streamText('agent_message', event.delta);
      break;
    case 'reasoning-delta':
      items.streamText('reasoning', event.delta);
      break;
    case 'item':
      dispatch({ type: 'item', entry: event.entry });
      break;
    case 'completed':
      dispatch({ type: 'sampled', ...(event.usage === undefined ? {} : { usage: event.usage }) });
      break;
    case 'failed':
      dispatch({ type: 'sampling-failed', failure: event.failure });
      break;
    default:
      assertNever(event);
  }
}
