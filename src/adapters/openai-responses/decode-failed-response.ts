import type { ModelFailure } from '../../domain/turn/model-failure.js';
import { textField } from './json-fields.js';

/** Why a response failed, from the `error` of its `response.failed` event. */
export function decodeFailedResponse(error: unknown): ModelFailure {
  const message = textField(error, 'message') ?? 'response.failed event received';
  switch (textField(error, 'code')) {
    case 'context_length_exceeded':
      return { kind: 'context-overflow' };
    case 'insufficient_quota':
      return { kind: 'quota-exceeded' };
    case 'server_is_overloaded':
    case 'slow_down':
      return { kind: 'at-capacity' };
    case 'invalid_prompt':
    case 'cyber_policy':
      return { kind: 'rejected', message };
    case 'rate_limit_exceeded':
      return rateLimited(message);
    default:
      return { kind: 'disconnected', message };
  }
}

/** A limit that names no delay is like a broken stream: it is worth another try after the usual delay. */
function rateLimited(message: string): ModelFailure {
  const delay = /try again in\s*(\d{1,9}(?:\.\d{1,9})?)\s*(ms|s\b|seconds?)/i.exec(message);
  if (delay === null) return { kind: 'disconnected', message };
  const retryAfterMs = Math.ceil(Number(delay[1]) * (delay[2]?.toLowerCase() === 'ms' ? 1 : 1000));
  return { kind: 'rate-limited', message: `rate limit exceeded: ${message}`, retryAfterMs };
}
