import { describe, expect, it } from 'vitest';
import type { ModelFailure } from '../../../src/domain/turn/model-failure.js';
import {
  decideRetry,
  noAttempts,
  type RetryAttempts,
  type RetryDecision,
} from '../../../src/domain/turn/retry-policy.js';

function delaysUntilFailure(failure: ModelFailure): {
  readonly delays: readonly number[];
  readonly notices: readonly string[];
  readonly message: string;
} {
  const delays: number[] = [];
  const notices: string[] = [];
  let attempts: RetryAttempts = noAttempts;
  for (;;) {
    const decision: RetryDecision = decideRetry(failure, attempts);
    if (decision.kind === 'fail') return { delays, notices, message: decision.message };
    delays.push(decision.delayMs);
    if (decision.notice !== undefined) notices.push(decision.notice);
    attempts = decision.attempts;
  }
}

describe('the retry policy', () => {
  it.each<[ModelFailure['kind'], ModelFailure]>([
    ['bad-request', { kind: 'bad-request', message: 'x' }],
    ['not-found', { kind: 'not-found', message: 'x' }],
    ['usage-limit', { kind: 'usage-limit', message: 'x' }],
    ['quota-exceeded', { kind: 'quota-exceeded' }],
    ['context-overflow', { kind: 'context-overflow' }],
    ['at-capacity', { kind: 'at-capacity' }],
    ['rejected', { kind: 'rejected', message: 'x' }],
    ['incomplete', { kind: 'incomplete', reason: 'max_output_tokens' }],
    ['missing-key', { kind: 'missing-key', variable: 'KEY' }],
    ['rate-limited without a delay', { kind: 'rate-limited', message: 'x' }] as never,
  ])('does not repeat after %s', (_name, failure) => {
    expect(decideRetry(failure, noAttempts).kind).toBe('fail');
  });

  it('repeats a broken stream five times with doubling delays, each announced', () => {
    expect(delaysUntilFailure({ kind: 'disconnected', message: 'cut' })).toEqual({
      delays: [200, 400, 800, 1600, 3200],
      notices: [1, 2, 3, 4, 5].map((n) => `Reconnecting... ${n}/5 (stream disconnected before completion: cut)`),
      message: 'stream disconnected before completion: cut; run another turn to go on',
    });
  });

  it('multiplies request-level and stream-level repetitions: 30 requests in all', () => {
    const { delays, notices } = delaysUntilFailure({ kind: 'server-error', message: 'busy' });
    expect(delays.length + 1).toBe(30);
    expect(delays.slice(0, 6)).toEqual([200, 400, 800, 1600, 200, 200]);
    expect(notices).toHaveLength(5);
  });

  it('waits as long as the provider asks for', () => {
    const decision = decideRetry({ kind: 'rate-limited', message: 'slow down', retryAfterMs: 2000 }, noAttempts);
    expect(decision).toEqual({
      kind: 'retry',
      delayMs: 2000,
      asked: true,
      attempts: { request: 0, stream: 1 },
      notice: 'Reconnecting... 1/5 (slow down)',
    });
  });

  it('respects the limits of the provider', () => {
    const limits = { requestMaxRetries: 0, streamMaxRetries: 0 };
    expect(decideRetry({ kind: 'unreachable', message: 'refused' }, noAttempts, limits)).toEqual({
      kind: 'fail',
      message:
        'stream disconnected before completion: refused; check the network, and `base_url` of the model provider',
    });
  });

  it.each<[ModelFailure, string]>([
    [
      { kind: 'unauthorized', message: 'unexpected status 401 Unauthorized: no' },
      'unexpected status 401 Unauthorized: no; check the key of the model provider',
    ],
    [
      { kind: 'missing-key', variable: 'MY_KEY' },
      'Missing environment variable: `MY_KEY`. Set it to the key of the model provider.',
    ],
    [
      { kind: 'missing-key', variable: 'OPENAI_API_KEY' },
      'Missing environment variable: `OPENAI_API_KEY`. Set it to the key of the model provider; a program may pass the option `apiKey` instead.',
    ],
  ])('says what to do about %j', (failure, message) => {
    const decision = decideRetry(failure, noAttempts, { requestMaxRetries: 0, streamMaxRetries: 0 });
    expect(decision).toEqual({ kind: 'fail', message });
  });
});
