import { assertNever } from '../result.js';
import type { ModelFailure } from './model-failure.js';

/** How often the current sampling was repeated; both counts start again after a complete response. */
export interface RetryAttempts {
  /** Repetitions of a request that never got a stream, since the last stream-level repetition. */
  readonly request: number;
  /** Repetitions of a sampling as a whole. */
  readonly stream: number;
}

/** No repetition so far. */
export const noAttempts: RetryAttempts = { request: 0, stream: 0 };

/** How often a provider may be asked again. */
export interface RetryLimits {
  /** Silent repetitions of a request that was not answered by a stream; 4 by default. */
  readonly requestMaxRetries: number;
  /** Announced repetitions of the whole sampling; 5 by default. */
  readonly streamMaxRetries: number;
}

/** The limits of a provider that sets none. */
export const defaultRetryLimits: RetryLimits = { requestMaxRetries: 4, streamMaxRetries: 5 };

/** How long to wait. The delay is spread by a tenth to both sides, or only to later when the provider `asked` for it. */
export interface RetryDelay {
  readonly delayMs: number;
  readonly asked?: true;
}

/** What to do about a failure. A decision with a `notice` is shown to the host. */
export type RetryDecision =
  | (RetryDelay & { readonly kind: 'retry'; readonly attempts: RetryAttempts; readonly notice?: string })
  | { readonly kind: 'fail'; readonly message: string };

const firstDelayMs = 200;

/**
 * Decides whether a failed sampling is repeated. Requests that never reached a stream are first repeated silently with doubling
 * delays; then, like broken streams, the whole sampling is repeated with an announcement. Failures that a repetition cannot mend are final.
 */
export function decideRetry(
  failure: ModelFailure,
  attempts: RetryAttempts,
  limits: RetryLimits = defaultRetryLimits,
): RetryDecision {
  const message = describeModelFailure(failure);
  const level = retryLevel(failure);
  const final = `${message}${remedyFor(failure)}`;
  if (level === 'never') return { kind: 'fail', message: final };
  if (level === 'request' && attempts.request < limits.requestMaxRetries) {
    const next = { ...attempts, request: attempts.request + 1 };
    return { kind: 'retry', delayMs: backOff(attempts.request), attempts: next };
  }
  if (attempts.stream >= limits.streamMaxRetries) return { kind: 'fail', message: final };
  const stream = attempts.stream + 1;
  return {
    kind: 'retry',
    ...(requestedDelay(failure) ?? { delayMs: backOff(attempts.stream) }),
    attempts: { request: 0, stream },
    notice: `Reconnecting... ${stream}/${limits.streamMaxRetries} (${message})`,
  };
}

/** The failure in a sentence for the host. */
function describeModelFailure(failure: ModelFailure): string {
  switch (failure.kind) {
    case 'unreachable':
    case 'disconnected':
      return `stream disconnected before completion: ${failure.message}`;
    case 'idle':
      return 'stream disconnected before completion: idle timeout waiting for SSE';
    case 'server-error':
    case 'bad-request':
    case 'unauthorized':
    case 'not-found':
    case 'rejected':
    case 'rate-limited':
      return failure.message;
    case 'usage-limit':
      return describeUsageLimit(failure);
    case 'quota-exceeded':
      return 'Quota exceeded. Check your plan and billing details.';
    case 'context-overflow':
      return "the conversation no longer fits into the model's context window; start a new thread, or compact this one, and try again";
    case 'at-capacity':
      return 'the selected model is at capacity; try again later or choose a different model';
    case 'incomplete':
      return `Incomplete response returned, reason: ${failure.reason}`;
    case 'missing-key':
      return `Missing environment variable: \`${failure.variable}\`.`;
    default:
      return assertNever(failure);
  }
}

/** What can be done about a failure that the words of the public Codex say nothing about, to be added to them. */
function remedyFor(failure: ModelFailure): string {
  switch (failure.kind) {
    case 'unreachable': {
      const detail = failure.detail === undefined || failure.detail === '' ? '' : ` (${failure.detail})`;
      return `${detail}; check the network, and \`base_url\` of the model provider`;
    }
    case 'disconnected':
      return '; run another turn to go on';
    case 'idle':
      return '; run another turn to go on, or raise `stream_idle_timeout_ms` of the model provider';
    case 'unauthorized':
      return '; check the key of the model provider';
    case 'missing-key':
      // The option of a program stands in for the built-in provider's variable alone.
      return failure.variable === 'OPENAI_API_KEY'
        ? ' Set it to the key of the model provider; a program may pass the option `apiKey` instead.'
        : ' Set it to the key of the model provider.';
    default:
      return '';
  }
}

function describeUsageLimit({ message, resetsAt }: Extract<ModelFailure, { kind: 'usage-limit' }>): string {
  const end = resetsAt === undefined ? undefined : new Date(resetsAt);
  // A provider may send any number, and most numbers are no date.
  if (end === undefined || Number.isNaN(end.getTime())) return message;
  return `${message} (try again after ${end.toISOString().slice(0, 16)}Z)`;
}

function retryLevel(failure: ModelFailure): 'never' | 'request' | 'stream' {
  switch (failure.kind) {
    case 'unreachable':
    case 'server-error':
      return 'request';
    case 'unauthorized':
    case 'disconnected':
    case 'idle':
      return 'stream';
    case 'rate-limited':
      return failure.retryAfterMs === undefined ? 'never' : 'stream';
    case 'bad-request':
    case 'not-found':
    case 'usage-limit':
    case 'quota-exceeded':
    case 'context-overflow':
    case 'at-capacity':
    case 'rejected':
    case 'incomplete':
    case 'missing-key':
      return 'never';
    default:
      return assertNever(failure);
  }
}

function requestedDelay(failure: ModelFailure): RetryDelay | undefined {
  if (failure.kind !== 'rate-limited' || failure.retryAfterMs === undefined) return undefined;
  return { delayMs: failure.retryAfterMs, asked: true };
}

/** The delay of a decision, without what else it says. */
export function delayOf({ delayMs, asked }: RetryDelay): RetryDelay {
  return { delayMs, ...(asked === undefined ? {} : { asked }) };
}

function backOff(attempt: number): number {
  return firstDelayMs * 2 ** attempt;
}
