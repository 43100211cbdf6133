import { describe, expect, it } from 'vitest';
import { CodexError, type ThreadEvent } from '../../src/index.js';
import { ImpatientClock } from '../support/impatient-clock.js';
import {
  apiError,
  cut,
  events,
  failed,
  functionCall,
  incomplete,
  message,
  raw,
  refuse,
  reply,
  replyWithUsage,
  responseEvents,
  stall,
  status,
} from '../support/responses-server/replies.mjs';
import type { Reply, Script } from '../support/responses-server/wire.mjs';
import { providerAt, Workspace } from '../support/workspace.js';

/** What one turn did about its failures. */
interface Course {
  readonly requests: number;
  /** Delays before each repetition, spread by a tenth. */
  readonly delays: readonly number[];
  /** Messages of the `error` events, the last one included. */
  readonly errors: readonly string[];
  readonly events: readonly ThreadEvent[];
  readonly url: string;
}

async function course(script: Script, provider: Record<string, number> = {}, closed = false): Promise<Course> {
  await using workspace = await Workspace.create(script);
  const clock = new ImpatientClock();
  const { url } = workspace.server;
  const settings = { name: 'Loopback', base_url: url, ...provider };
  const config = { ...providerAt(url), model_providers: { loopback: settings } };
  const codex = workspace.codex({ adapters: { clock }, config });
  if (closed) await workspace.server.close();
  const thread = codex.startThread({ workingDirectory: workspace.directory });
  const seen: ThreadEvent[] = [];
  for await (const event of (await thread.runStreamed('go')).events) seen.push(event);
  const errors = seen.flatMap((event) => (event.type === 'error' ? [event.message] : []));
  return { requests: workspace.server.requests.length, delays: [...clock.slept], errors, events: seen, url };
}

/** A delay is spread by a tenth around its nominal value. */
function about(nominal: readonly number[]): unknown {
  return nominal.map((ms) =>
    expect.toSatisfy((delay: number) => delay >= ms * 0.9 && delay <= ms * 1.1, `about ${ms} ms`),
  );
}

const doubling = [200, 400, 800, 1600, 3200];

/** Once for the first request, and after each of four silent repetitions; then all of that five more times, announced. */
const requestAndStream = [...doubling.slice(0, 4), ...doubling.flatMap((ms) => [ms, ...doubling.slice(0, 4)])];

function announced(reason: string, times = 5): readonly string[] {
  return Array.from({ length: times }, (_, index) => `Reconnecting... ${index + 1}/5 (${reason})`);
}

const busy = 'We’re currently experiencing high demand, which may cause temporary errors.';
const broken = 'stream disconnected before completion: ';
const partial = events(responseEvents(message('half')).slice(0, 4));

describe('a failure that a repetition cannot mend', () => {
  it.each<[string, Reply, string]>([
    ['400', status(400, '{"error":{"message":"no"}}'), '{"error":{"message":"no"}}'],
    ['404', status(404, apiError('model not found')), 'model not found'],
    ['429 without a delay', status(429), 'exceeded retry limit, last status: 429 Too Many Requests'],
    [
      '429 for a usage limit',
      status(429, apiError('limit reached', { type: 'usage_limit_reached', plan_type: 'plus', resets_at: 1795169442 })),
      'limit reached (try again after 2026-11-20T10:10Z)',
    ],
    [
      '429 for a quota',
      status(429, apiError('x', { type: 'insufficient_quota' })),
      'Quota exceeded. Check your plan and billing details.',
    ],
    [
      'a failed response for a quota',
      failed('insufficient_quota', 'x'),
      'Quota exceeded. Check your plan and billing details.',
    ],
    [
      'a context that is too long',
      failed('context_length_exceeded', 'x'),
      "the conversation no longer fits into the model's context window; start a new thread, or compact this one, and try again",
    ],
    [
      'a model at capacity',
      failed('server_is_overloaded', 'x'),
      'the selected model is at capacity; try again later or choose a different model',
    ],
    ['a refused prompt', failed('invalid_prompt', 'not this'), 'not this'],
    ['a prompt against the rules', failed('cyber_policy', 'not that'), 'not that'],
    [
      'an incomplete response',
      incomplete('max_output_tokens'),
      'Incomplete response returned, reason: max_output_tokens',
    ],
  ])('ends the turn after one request: %s', async (_name, answer, reason) => {
    const { requests, delays, events: seen } = await course([answer]);
    expect({ requests, delays, events: seen.slice(1) }).toEqual({
      requests: 1,
      delays: [],
      events: [
        { type: 'turn.started' },
        { type: 'error', message: reason },
        { type: 'turn.failed', error: { message: reason } },
      ],
    });
  });
});

describe('a request that gets no stream', () => {
  it.each([500, 502, 503])('is repeated silently, then with announcements, 30 times in all: %i', async (code) => {
    const { requests, delays, errors } = await course(() => status(code, apiError('oops')));
    expect({ requests, delays, errors }).toEqual({
      requests: 30,
      delays: about(requestAndStream),
      errors: [...announced(busy), busy],
    });
  });

  it('is repeated in the same way when the connection is refused', async () => {
    const { delays, errors } = await course([], {}, true);
    const reason = `${broken}error sending request`;
    const final = expect.stringMatching(
      / \(.*ECONNREFUSED.*\); check the network, and `base_url` of the model provider$/,
    );
    expect({ delays, errors }).toEqual({ delays: about(requestAndStream), errors: [...announced(reason), final] });
  });

  it('is repeated in the same way when the server hangs up', async () => {
    const { requests, errors } = await course(() => refuse());
    const reason = `${broken}error sending request`;
    const final = expect.stringMatching(/ \(.+\); check the network, and `base_url` of the model provider$/);
    expect({ requests, errors }).toEqual({ requests: 30, errors: [...announced(reason), final] });
  });

  it('succeeds silently when a repetition does', async () => {
    const { requests, delays, events: seen } = await course([status(500), status(503), reply(message('there'))]);
    expect({ requests, delays, kinds: seen.map(({ type }) => type) }).toEqual({
      requests: 3,
      delays: about([200, 400]),
      kinds: ['thread.started', 'turn.started', 'item.completed', 'turn.completed'],
    });
  });

  it('is repeated as often as the provider allows', async () => {
    const { requests, errors } = await course(() => status(500), { request_max_retries: 1, stream_max_retries: 1 });
    expect({ requests, errors }).toEqual({ requests: 4, errors: [`Reconnecting... 1/1 (${busy})`, busy] });
  });
});

describe('a sampling that is repeated as a whole', () => {
  it.each<[string, Reply, string]>([
    ['a body that breaks off', cut(partial), 'Transport error: network error: error decoding response body'],
    ['a stream that ends early', partial, 'stream closed before response.completed'],
    ['an empty answer', raw([]), 'stream closed before response.completed'],
    ['an error event', events([{ type: 'error', message: 'x' }]), 'stream closed before response.completed'],
    ['an unknown failure', failed('server_error', 'something broke'), 'something broke'],
    ['a rate limit without a delay', failed('rate_limit_exceeded', 'slow down'), 'slow down'],
  ])('is announced each time: %s', async (_name, answer, reason) => {
    const { requests, delays, errors } = await course(() => answer);
    expect({ requests, delays, errors }).toEqual({
      requests: 6,
      delays: about(doubling),
      errors: [...announced(broken + reason), `${broken}${reason}; run another turn to go on`],
    });
  });

  it.each([
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
  ])('is announced each time: %i', async (code, name) => {
    const { requests, delays, errors, url } = await course(() => status(code, apiError('Incorrect API key')));
    const reason = `unexpected status ${code} ${name}: Incorrect API key, url: ${url}/responses`;
    expect({ requests, delays, errors }).toEqual({
      requests: 6,
      delays: about(doubling),
      errors: [...announced(reason), `${reason}; check the key of the model provider`],
    });
  });

  it('is announced each time: silence', async () => {
    const { requests, errors } = await course(() => stall(partial), { stream_idle_timeout_ms: 40 });
    const reason = `${broken}idle timeout waiting for SSE`;
    const remedy = 'run another turn to go on, or raise `stream_idle_timeout_ms` of the model provider';
    expect({ requests, errors }).toEqual({ requests: 6, errors: [...announced(reason), `${reason}; ${remedy}`] });
  });

  it.each<[string, Reply, string]>([
    [
      '429 with a delay',
      status(429, '', { 'retry-after': '2' }),
      'exceeded retry limit, last status: 429 Too Many Requests',
    ],
    [
      'a rate limit that names its delay',
      failed('rate_limit_exceeded', 'Please try again in 2s.'),
      'rate limit exceeded: Please try again in 2s.',
    ],
  ])('waits for as long as the provider asks, and never less: %s', async (_name, answer, reason) => {
    const { requests, delays, errors } = await course([answer, answer, reply(message('there'))]);
    expect({ requests, errors }).toEqual({ requests: 3, errors: announced(reason, 2) });
    for (const delay of delays) expect(delay).toBeGreaterThanOrEqual(2000);
    for (const delay of delays) expect(delay).toBeLessThanOrEqual(2200);
  });

  it('keeps what was finished, sends it again, and reports what is said again as another item', async () => {
    const half = cut(events(responseEvents(message('half'), functionCall('c1', 'nothing', {})).slice(0, -1)));
    await using workspace = await Workspace.create([half, reply(message('whole'))]);
    const codex = workspace.codex({ adapters: { clock: new ImpatientClock() } });
    const thread = codex.startThread({ workingDirectory: workspace.directory });
    const turn = await thread.run('go');
    expect(turn.items).toEqual([
      { id: 'item_0', type: 'agent_message', text: 'half' },
      { id: 'item_1', type: 'agent_message', text: 'whole' },
    ]);
    const sent = workspace.server.requests[1]?.body.input.slice(-3);
    expect(sent).toMatchObject([
      { type: 'message', role: 'assistant', content: [{ text: 'half' }] },
      { type: 'function_call', call_id: 'c1' },
      { type: 'function_call_output', call_id: 'c1', output: 'unsupported call: nothing' },
    ]);
  });

  it('counts again from the start after a complete response', async () => {
    const script = [partial, reply(functionCall('c1', 'nothing', {})), partial, reply(message('done'))];
    const { errors, delays } = await course(script);
    const reason = `${broken}stream closed before response.completed`;
    expect({ errors, delays }).toEqual({
      errors: [announced(reason, 1)[0], announced(reason, 1)[0]],
      delays: about([200, 200]),
    });
  });
});

describe('what is no failure', () => {
  it.each<[string, Reply]>([
    ['lines that are no events', raw(['data: {"type":"resp\n\n', ...reply(message('fine')).pieces])],
    ['a response without a count', replyWithUsage(null, message('fine'))],
  ])('completes the turn: %s', async (_name, answer) => {
    const { requests, errors, events: seen } = await course([answer]);
    expect({ requests, errors, last: seen.at(-1)?.type }).toEqual({ requests: 1, errors: [], last: 'turn.completed' });
  });

  it('counts nothing when the provider counted nothing', async () => {
    const { events: seen } = await course([replyWithUsage(null, message('fine'))]);
    expect(seen.at(-1)).toMatchObject({ usage: { input_tokens: 0, cached_input_tokens: 0, output_tokens: 0 } });
  });

  it('asks nobody when the key is missing, whether it is unset or empty', async () => {
    await using workspace = await Workspace.create([]);
    const provider = { name: 'Keyed', base_url: workspace.server.url, env_key: 'KEYED_API_KEY' };
    for (const env of [{}, { KEYED_API_KEY: '' }]) {
      const codex = workspace.codex({
        env: { PATH: process.env.PATH ?? '', SHELL: '/bin/bash', ...env },
        config: { model_provider: 'keyed', model_providers: { keyed: provider } },
      });
      const running = codex.startThread({ workingDirectory: workspace.directory }).run('go');
      await expect(running).rejects.toSatisfy((error) => CodexError.is(error) && /`KEYED_API_KEY`/.test(error.message));
    }
    expect(workspace.server.requests).toEqual([]);
  });
});
