import type { ModelFailure } from '../../domain/turn/model-failure.js';
import type { Interruption } from './http-exchange.js';

/** Why the model could not be sampled, when the exchange ended before the answer began (`head`) or in the middle of it (`body`). */
export function describeInterruption(
  interruption: Exclude<Interruption, { kind: 'aborted' }>,
  part: 'head' | 'body',
): ModelFailure {
  if (interruption.kind === 'idle') return { kind: 'idle', idleMs: interruption.idleMs };
  const detail = describeCause(interruption.cause);
  return part === 'head'
    ? { kind: 'unreachable', message: 'error sending request', detail }
    : { kind: 'disconnected', message: 'Transport error: network error: error decoding response body', detail };
}

/** A host with several addresses fails with one error per address, and with no message of its own. */
function describeCause(cause: Error): string {
  const errors: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return errors.map((error) => (error instanceof Error ? error.message : String(error))).join('; ');
}
