import { assertNever } from '../../domain/result.js';
import type { TurnInput } from '../../domain/turn/turn-protocol.js';
import type { Model, ModelEvent, ModelRequest } from '../../ports/model.js';
import { type AskingParts, askModel } from './ask-model.js';
import type { TurnItems } from './turn-items.js';

/** Who wants to know what a sampling produces. */
export interface SamplingParts {
  readonly ports: AskingParts['ports'];
  readonly items: TurnItems;
  readonly signal: AbortSignal;
  readonly room: NonNullable<AskingParts['room']>;
  readonly dispatch: (input: TurnInput) => void;
}

/** Asks the model to continue the history, once, and reports what it produces. */
export function sampleModel(model: Model, request: ModelRequest, parts: SamplingParts): Promise<void> {
  const { ports, items, signal, dispatch, room } = parts;
  // What an earlier sampling left unfinished is said again as a whole.
  items.abandonStreams();
  return askModel(model, request, { ports, signal, room, take: (event) => take(event, items, dispatch) });
}

function take(event: ModelEvent, items: TurnItems, dispatch: (input: TurnInput) => void): void {
  switch (event.type) {
    case 'message-delta':
      items.streamText('agent_message', event.delta);
      break;
    case 'reasoning-delta':
      items.streamText('reasoning', event.delta);
      break;
    case 'search-started':
      items.startSearch();
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
