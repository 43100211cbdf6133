import type { ModelRequest } from '../../ports/model.js';
import type { OpenThread } from '../session/open-thread.js';

/** The part of a request that differs between the requests of a thread. */
export type RequestParts = Pick<ModelRequest, 'turnId' | 'history' | 'tools' | 'parallelToolCalls' | 'outputSchema'>;

/** A request to the model of a thread, with everything that its settings say. */
export function modelRequest({ session, settings }: OpenThread, parts: RequestParts): ModelRequest {
  const { threadId } = session.header;
  return {
    threadId,
    model: settings.model,
    instructions: settings.baseInstructions,
    cacheKey: threadId,
    ...(settings.reasoning === undefined ? {} : { reasoning: settings.reasoning }),
    ...(settings.verbosity === undefined ? {} : { verbosity: settings.verbosity }),
    ...(settings.serviceTier === undefined ? {} : { serviceTier: settings.serviceTier }),
    ...parts,
  };
}
