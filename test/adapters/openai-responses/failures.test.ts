import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { OpenAIResponsesModelOptions } from '../../../src/adapters/openai-responses/openai-responses-model.js';
import type { JsonValue } from '../../../src/domain/tools/tool-definition.js';
import type { ModelFailure } from '../../../src/domain/turn/model-failure.js';
import type { ModelEvent, ModelRequest } from '../../../src/ports/model.js';
import {
  apiError,
  cut,
  events,
  failed,
  incomplete,
  raw,
  refuse,
  reply,
  responseEvents,
  status,
} from '../../support/responses-server/replies.mjs';
import { startResponsesServer } from '../../support/responses-server/responses-server.mjs';
import type { Reply } from '../../support/responses-server/wire.mjs';
import { ask, modelAt, request } from './ask-model.js';

async function answerTo(
  turn: Reply,
  options: Partial<OpenAIResponsesModelOptions> = {},
): Promise<{ readonly url: string; readonly events: readonly ModelEvent[] }> {
  const server = await startResponsesServer([turn]);
  const model = modelAt(server.url, options);
  try {
    return { url: `${server.url}/responses`, events: await ask(model) };
  } finally {
    await model.close();
    await server.close();
  }
}

const brokenBody = 'Transport error: network error: error decoding response body';
const highDemand = 'We’re currently experiencing high demand, which may cause temporary errors.';

/** `<url>` in an expected text stands for the URL that was asked. */
const refusals: readonly (readonly [title: string, answer: Reply, failure: ModelFailure])[] = [
  ['400', status(400, '{"error":{"message":"no"}}'), { kind: 'bad-request', message: '{"error":{"message":"no"}}' }],
  ['an empty 400', status(400), { kind: 'bad-request', message: 'unexpected status 400 Bad Request, url: <url>' }],
  [
    '401',
    status(401, apiError('Incorrect API key')),
    { kind: 'unauthorized', message: 'unexpected status 401 Unauthorized: Incorrect API key, url: <url>' },
  ],
  [
    '403 in plain text',
    status(403, 'go away\n'),
    { kind: 'unauthorized', message: 'unexpected status 403 Forbidden: go away, url: <url>' },
  ],
  ['404', status(404, apiError('model not found')), { kind: 'not-found', message: 'model not found' }],
  [
    '404 without a message',
    status(404, { error: {} }),
    { kind: 'not-found', message: 'unexpected status 404 Not Found: {"error":{}}, url: <url>' },
  ],
  [
    '413',
    status(413, { error: 'too much' }),
    { kind: 'bad-request', message: 'unexpected status 413 Payload Too Large: too much, url: <url>' },
  ],
  [
    'a redirect',
    status(307, '', { location: 'http://127.0.0.1:1/' }),
    { kind: 'bad-request', message: 'unexpected status 307 Temporary Redirect, url: <url>' },
  ],
  [
    '429',
    status(429, apiError('slow down')),
    { kind: 'rate-limited', message: 'exceeded retry limit, last status: 429 Too Many Requests' },
  ],
  [
    '429 with a delay',
    status(429, '', { 'retry-after': '2' }),
    { kind: 'rate-limited', message: 'exceeded retry limit, last status: 429 Too Many Requests', retryAfterMs: 2000 },
  ],
  [
    '429 with a date',
    status(429, '', { 'retry-after': 'Fri, 20 Nov 2026 10:00:30 GMT', date: 'Fri, 20 Nov 2026 10:00:00 GMT' }),
    { kind: 'rate-limited', message: 'exceeded retry limit, last status: 429 Too Many Requests', retryAfterMs: 30_000 },
  ],
  [
    '429 with a delay that means nothing',
    status(429, '', { 'retry-after': 'soon' }),
    { kind: 'rate-limited', message: 'exceeded retry limit, last status: 429 Too Many Requests' },
  ],
  [
    'a usage limit',
    status(
      429,
      apiError('limit reached', { type: 'usage_limit_reached', plan_type: 'plus', resets_at: 1_795_169_442 }),
    ),
    { kind: 'usage-limit', message: 'limit reached', plan: 'plus', resetsAt: 1_795_169_442_000 },
  ],
  ['a quota in the type', status(429, apiError('q', { type: 'insufficient_quota' })), { kind: 'quota-exceeded' }],
  [
    'a quota in the code',
    status(429, apiError('q', { type: 'other', code: 'insufficient_quota' })),
    { kind: 'quota-exceeded' },
  ],
  [
    '408',
    status(408),
    { kind: 'server-error', message: highDemand, detail: 'unexpected status 408 Request Timeout, url: <url>' },
  ],
  [
    '500',
    status(500, apiError('boom')),
    {
      kind: 'server-error',
      message: highDemand,
      detail: 'unexpected status 500 Internal Server Error: boom, url: <url>',
    },
  ],
  [
    '502',
    status(502, '<html>'),
    { kind: 'server-error', message: highDemand, detail: 'unexpected status 502 Bad Gateway: <html>, url: <url>' },
  ],
  [
    '503',
    status(503),
    { kind: 'server-error', message: highDemand, detail: 'unexpected status 503 Service Unavailable, url: <url>' },
  ],
  ['no answer', refuse(), { kind: 'unreachable', message: 'error sending request', detail: 'socket hang up' }],
  ['a context that is too long', failed('context_length_exceeded', 'too long'), { kind: 'context-overflow' }],
  ['a failed quota', failed('insufficient_quota', 'pay'), { kind: 'quota-exceeded' }],
  ['an overload', failed('server_is_overloaded', 'busy'), { kind: 'at-capacity' }],
  ['a slow-down', failed('slow_down', 'busy'), { kind: 'at-capacity' }],
  ['a refused prompt', failed('invalid_prompt', 'not this'), { kind: 'rejected', message: 'not this' }],
  ['a refused topic', failed('cyber_policy', 'not that'), { kind: 'rejected', message: 'not that' }],
  [
    'a rate limit in the stream',
    failed('rate_limit_exceeded', 'Please try again in 1.5s.'),
    { kind: 'rate-limited', message: 'rate limit exceeded: Please try again in 1.5s.', retryAfterMs: 1500 },
  ],
  [
    'a rate limit of milliseconds',
    failed('rate_limit_exceeded', 'Try again in 28ms'),
    { kind: 'rate-limited', message: 'rate limit exceeded: Try again in 28ms', retryAfterMs: 28 },
  ],
  [
    'a rate limit without a delay',
    failed('rate_limit_exceeded', 'Slow down'),
    { kind: 'disconnected', message: 'Slow down' },
  ],
  ['another failure', failed('server_error', 'oops'), { kind: 'disconnected', message: 'oops' }],
  [
    'a failure without an error',
    events([{ type: 'response.failed', response: {} }]),
    { kind: 'disconnected', message: 'response.failed event received' },
  ],
  ['an incomplete response', incomplete('max_output_tokens'), { kind: 'incomplete', reason: 'max_output_tokens' }],
  [
    'an incomplete response without a reason',
    events([{ type: 'response.incomplete' }]),
    { kind: 'incomplete', reason: 'unknown' },
  ],
  ['an empty stream', raw([]), { kind: 'disconnected', message: 'stream closed before response.completed' }],
  [
    'an error event',
    events([{ type: 'error', code: 'x', message: 'y' }]),
    { kind: 'disconnected', message: 'stream closed before response.completed' },
  ],
  [
    'a page instead of a stream',
    raw(['<html>\n\n']),
    { kind: 'disconnected', message: 'stream closed before response.completed' },
  ],
];

describe('a sampling that fails', () => {
  it.each(refusals)('reports %s', async (_title, answer, failure) => {
    const { url, events: seen } = await answerTo(answer);
    const expected: ModelFailure = JSON.parse(JSON.stringify(failure).replaceAll('<url>', url));
    expect(seen).toEqual([{ type: 'failed', failure: expected }]);
  });

  it('keeps what arrived before the body breaks', async () => {
    const whole = responseEvents('Hello');
    const { events: seen } = await answerTo(cut(events(whole.slice(0, -1))));
    expect(seen.map(({ type }) => type)).toEqual(['message-delta', 'item', 'failed']);
    expect(seen.at(-1)).toEqual({
      type: 'failed',
      failure: { kind: 'disconnected', message: brokenBody, detail: 'aborted' },
    });
  });

  it('keeps what arrived before the stream ends early', async () => {
    const { events: seen } = await answerTo(events(responseEvents('Hello').slice(0, -1)));
    expect(seen.map(({ type }) => type)).toEqual(['message-delta', 'item', 'failed']);
    expect(seen.at(-1)).toEqual({
      type: 'failed',
      failure: { kind: 'disconnected', message: 'stream closed before response.completed' },
    });
  });

  it('reports a provider that cannot be reached', async () => {
    const server = await startResponsesServer([]);
    await server.close();
    const seen = await ask(modelAt(server.url));
    const port = new URL(server.url).port;
    const detail = `connect ECONNREFUSED 127.0.0.1:${port}`;
    expect(seen).toEqual([
      { type: 'failed', failure: { kind: 'unreachable', message: 'error sending request', detail } },
    ]);
  });

  it('reports every address of a host that cannot be reached', async () => {
    const server = await startResponsesServer([]);
    await server.close();
    const [event] = await ask(modelAt(server.url.replace('127.0.0.1', 'localhost')));
    expect(event).toMatchObject({ failure: { kind: 'unreachable', detail: expect.stringContaining('ECONNREFUSED') } });
  });

  it('reports an answer that is not HTTP', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.resume().end('SSH-2.0-OpenSSH\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const [event] = await ask(modelAt(`http://127.0.0.1:${port}/v1`));
    expect(event).toMatchObject({ failure: { kind: 'unreachable', message: 'error sending request' } });
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([undefined, '', ' \n'])('asks nothing when the key is %j but needed', async (apiKey) => {
    const server = await startResponsesServer([]);
    const model = modelAt(server.url, { apiKey: () => apiKey, missingKeyVariable: 'MOCK_KEY' });
    expect(await ask(model)).toEqual([{ type: 'failed', failure: { kind: 'missing-key', variable: 'MOCK_KEY' } }]);
    expect(server.requests).toEqual([]);
    await server.close();
  });

  it('says so when a header cannot be sent, without its value', async () => {
    const [event] = await ask(modelAt('http://127.0.0.1:1/v1', { apiKey: 'sk-🙂' }));
    const message = 'the request cannot be sent: Invalid character in header content ["authorization"]';
    expect(event).toEqual({ type: 'failed', failure: { kind: 'bad-request', message } });
  });

  it('says so when a tool schema cannot be written', async () => {
    let parameters: JsonValue = 1;
    for (let depth = 0; depth < 100_000; depth += 1) parameters = [parameters];
    const asked: ModelRequest = {
      ...request,
      tools: [{ kind: 'function', name: 'deep', description: '', parameters: { parameters } }],
    };
    const [event] = await ask(modelAt('http://127.0.0.1:1/v1'), asked);
    const message = 'the request cannot be sent: Maximum call stack size exceeded';
    expect(event).toEqual({ type: 'failed', failure: { kind: 'bad-request', message } });
  });

  it('reads no more of an error than it needs', async () => {
    const { events: seen } = await answerTo(status(400, 'x'.repeat(5_000_000)));
    expect(seen).toEqual([{ type: 'failed', failure: { kind: 'bad-request', message: 'x'.repeat(65_536) } }]);
  });

  it('quotes only the beginning of an error page', async () => {
    const { url, events: seen } = await answerTo(status(403, 'x'.repeat(5000)));
    const message = `unexpected status 403 Forbidden: ${'x'.repeat(2000)}, url: ${url}`;
    expect(seen).toEqual([{ type: 'failed', failure: { kind: 'unauthorized', message } }]);
  });

  it('shows no secret that the provider quotes, and no query', async () => {
    const body = 'bad key sk-secret-1 in header, tenant token-77 and query code-99 for X';
    const { url, events: seen } = await answerTo(status(401, body), {
      apiKey: 'sk-secret-1',
      headers: { 'X-Tenant-Token': 'token-77', 'X-Plain': 'X' },
      queryParams: { subscription_key: 'code-99' },
    });
    const message = `unexpected status 401 Unauthorized: bad key [redacted] in header, tenant [redacted] and query [redacted] for X, url: ${url}`;
    expect(seen).toEqual([{ type: 'failed', failure: { kind: 'unauthorized', message } }]);
  });

  it('makes a single attempt', async () => {
    const server = await startResponsesServer([status(500), reply('Hello')]);
    const model = modelAt(server.url);
    await ask(model);
    expect(server.requests.length).toBe(1);
    await model.close();
    await server.close();
  });
});
