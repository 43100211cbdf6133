import { describe, expect, it } from 'vitest';
import {
  customToolCall,
  cut,
  encodeEvent,
  functionCall,
  garbage,
  message,
  pieces,
  reasoning,
  refuse,
  reply,
  responseEvents,
  stall,
  status,
} from './responses-server/replies.mjs';
import { startResponsesServer } from './responses-server/responses-server.mjs';

const ask = (url: string, signal?: AbortSignal) =>
  fetch(`${url}/responses?v=1`, { method: 'POST', body: '{"input":[]}', ...(signal ? { signal } : {}) });

describe('the Responses server', () => {
  it('answers with its turns in order and remembers what it was asked', async () => {
    const server = await startResponsesServer([
      reply('Hello'),
      async (request) => status(429, `asked for ${request.path}`, { 'retry-after': '2' }),
    ]);
    try {
      const first = await ask(server.url);
      expect([first.status, await first.text()]).toEqual([200, responseEvents('Hello').map(encodeEvent).join('')]);
      const second = await ask(server.url);
      expect([second.status, second.headers.get('retry-after'), await second.text()]).toEqual([
        429,
        '2',
        'asked for /v1/responses',
      ]);
      expect(server.requests.map(({ query, body }) => ({ query, body }))).toEqual([
        { query: { v: '1' }, body: { input: [] } },
        { query: { v: '1' }, body: { input: [] } },
      ]);
      server.assertFinished();
    } finally {
      await server.close();
    }
  });

  it('streams an item as its events', () => {
    const list = responseEvents(
      reasoning(['a', 'b'], { encryptedContent: 'gA' }),
      message('Hello', { deltas: ['Hel', 'lo'] }),
      functionCall('call_1', 'ls', { path: '.' }, { namespace: 'mcp' }),
      customToolCall('call_2', 'apply_patch', 'x'),
    );
    expect(list.map(({ type, delta }) => (delta === undefined ? type : `${type} ${String(delta)}`))).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta a',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta b',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta Hel',
      'response.output_text.delta lo',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.output_item.done',
      'response.output_item.added',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  it('keeps the bytes when it sends them in pieces', async () => {
    const server = await startResponsesServer([pieces(reply('Zoë 🙂'), 3)]);
    try {
      expect(await (await ask(server.url)).text()).toBe(responseEvents('Zoë 🙂').map(encodeEvent).join(''));
    } finally {
      await server.close();
    }
  });

  it('breaks, refuses and stalls on demand', async () => {
    const server = await startResponsesServer([cut(reply('Hello'), 100), refuse(), stall(garbage(reply('Hello')), 50)]);
    try {
      const broken = await ask(server.url);
      await expect(broken.text()).rejects.toThrow();
      await expect(ask(server.url)).rejects.toThrow();
      const controller = new AbortController();
      const stalled = await ask(server.url, controller.signal);
      controller.abort();
      await expect(stalled.text()).rejects.toThrow();
      expect(await (await server.received(3)).ended).toBe('abandoned');
      server.assertFinished();
    } finally {
      await server.close();
    }
    await expect(ask(server.url)).rejects.toThrow();
  });

  it('reports what does not follow the script', async () => {
    const server = await startResponsesServer([reply('Hello')]);
    try {
      expect(() => server.assertFinished()).toThrow('1 turns of the script are left over');
      await (await ask(server.url)).text();
      expect((await ask(server.url)).status).toBe(500);
      expect((await fetch(`${server.url}/models`)).status).toBe(404);
      expect(() => server.assertFinished()).toThrow(
        'request 2 is beyond the script; unexpected request GET /v1/models',
      );
    } finally {
      await server.close();
    }
  });

  it('holds an answer back until its turn is ready', async () => {
    const server = await startResponsesServer([]);
    try {
      let release: (() => void) | undefined;
      const ready = new Promise<void>((resolve) => {
        release = resolve;
      });
      server.enqueue(async () => {
        await ready;
        return reply('late');
      });
      const answer = ask(server.url);
      await server.received(1);
      release?.();
      expect((await answer).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});
