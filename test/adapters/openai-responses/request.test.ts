import { arch, release, type } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { OpenAIResponsesModelOptions } from '../../../src/adapters/openai-responses/openai-responses-model.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { ModelRequest } from '../../../src/ports/model.js';
import { reply } from '../../support/responses-server/replies.mjs';
import { startResponsesServer } from '../../support/responses-server/responses-server.mjs';
import type { CapturedRequest } from '../../support/responses-server/wire.mjs';
import { ask, modelAt, request } from './ask-model.js';

const thread = request.threadId;
const item = '{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}';

async function capture(
  asked: ModelRequest,
  options: Partial<OpenAIResponsesModelOptions> = {},
): Promise<CapturedRequest> {
  const server = await startResponsesServer([reply('Hello')]);
  const model = modelAt(server.url, options);
  try {
    await ask(model, asked);
    return await server.received(1);
  } finally {
    await model.close();
    await server.close();
  }
}

describe('the body of a request', () => {
  it('has every key in its place when little is asked for', async () => {
    const { raw } = await capture(request);
    expect(raw.toString()).toBe(
      `{"model":"gpt-test","instructions":"Be brief.","input":[${item}],"tools":[],"tool_choice":"auto",` +
        `"parallel_tool_calls":false,"reasoning":null,"store":false,"stream":true,"include":[],"prompt_cache_key":"${thread}"}`,
    );
  });

  it('has every key in its place when everything is asked for', async () => {
    const asked: ModelRequest = {
      ...request,
      history: [...request.history, encodeHistoryItem({ kind: 'function-call-output', callId: 'c', output: 'Zoë 🙂' })],
      tools: [
        { kind: 'function', name: 'ls', description: 'List', parameters: { type: 'object', properties: {} } },
        { kind: 'function', name: 'strict', description: '', parameters: { type: 'object' }, strict: true },
        {
          kind: 'custom',
          name: 'apply_patch',
          description: 'Patch',
          grammar: { syntax: 'lark', definition: 'start: "x"' },
        },
        {
          kind: 'namespace',
          name: 'mcp__mini',
          description: 'Mini',
          tools: [{ kind: 'function', name: 'echo', description: 'Echo', parameters: { type: 'object' } }],
        },
        { kind: 'web-search', access: 'cached' },
        { kind: 'web-search', access: 'live' },
      ],
      parallelToolCalls: true,
      reasoning: { effort: 'high', summary: 'detailed' },
      verbosity: 'low',
      outputSchema: { type: 'object', additionalProperties: false },
      cacheKey: 'cache',
    };
    const { raw } = await capture(asked, { clientMetadata: { 'x-codex-installation-id': 'abc' } });
    expect(raw.toString()).toBe(
      `{"model":"gpt-test","instructions":"Be brief.","input":[${item},` +
        '{"type":"function_call_output","call_id":"c","output":"Zoë 🙂"}],"tools":[' +
        '{"type":"function","name":"ls","description":"List","strict":false,"parameters":{"type":"object","properties":{}}},' +
        '{"type":"function","name":"strict","description":"","strict":true,"parameters":{"type":"object"}},' +
        '{"type":"custom","name":"apply_patch","description":"Patch","format":{"type":"grammar","syntax":"lark","definition":"start: \\"x\\""}},' +
        '{"type":"namespace","name":"mcp__mini","description":"Mini","tools":[' +
        '{"type":"function","name":"echo","description":"Echo","strict":false,"parameters":{"type":"object"}}]},' +
        '{"type":"web_search","external_web_access":false},{"type":"web_search","external_web_access":true}],' +
        '"tool_choice":"auto","parallel_tool_calls":true,"reasoning":{"effort":"high","summary":"detailed"},"store":false,' +
        '"stream":true,"include":["reasoning.encrypted_content"],"prompt_cache_key":"cache",' +
        '"text":{"verbosity":"low","format":{"type":"json_schema","strict":true,' +
        '"schema":{"type":"object","additionalProperties":false},"name":"codex_output_schema"}},' +
        '"client_metadata":{"x-codex-installation-id":"abc"}}',
    );
  });

  it('leaves out empty instructions and sends an empty history', async () => {
    const { raw } = await capture({ ...request, instructions: '', history: [], reasoning: { summary: 'auto' } });
    expect(raw.toString()).toBe(
      `{"model":"gpt-test","input":[],"tools":[],"tool_choice":"auto","parallel_tool_calls":false,` +
        `"reasoning":{"summary":"auto"},"store":false,"stream":true,"include":["reasoning.encrypted_content"],` +
        `"prompt_cache_key":"${thread}"}`,
    );
  });
});

describe('the head of a request', () => {
  it('names the program, the thread and the turn', async () => {
    const { method, path, query, headers, raw } = await capture(request);
    expect({ method, path, query, headers: { ...headers, host: 'loopback' } }).toEqual({
      method: 'POST',
      path: '/v1/responses',
      query: {},
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        originator: 'codex_test',
        'user-agent': `codex_test/1.2.3 (${type()} ${release()}; ${arch()})`,
        'session-id': thread,
        'thread-id': thread,
        'x-client-request-id': thread,
        'x-codex-turn-metadata': `{"session_id":"${thread}","thread_id":"${thread}","turn_id":"${request.turnId}"}`,
        'content-length': String(raw.length),
        host: 'loopback',
        connection: 'keep-alive',
      },
    });
  });

  it.each([
    ['a key', { apiKey: 'sk-1' }, 'Bearer sk-1'],
    ['a key from a file', { apiKey: () => ' sk-2\n' }, 'Bearer sk-2'],
    ['no key', { apiKey: () => undefined }, undefined],
    ['an empty key', { apiKey: '' }, undefined],
    ['a header of the provider', { apiKey: 'sk-1', headers: { Authorization: 'Custom x' } }, 'Custom x'],
  ])('authorizes with %s', async (_title, options, authorization) => {
    const { headers } = await capture(request, options);
    expect(headers.authorization).toBe(authorization);
  });

  it('asks for the key before every request', async () => {
    const server = await startResponsesServer(() => reply('Hello'));
    const keys = ['first', 'second'];
    const model = modelAt(server.url, { apiKey: () => keys.shift() });
    try {
      await ask(model);
      await ask(model);
      expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second']);
    } finally {
      await model.close();
      await server.close();
    }
  });

  it('adds headers and query parameters of the provider', async () => {
    const { query, headers } = await capture(request, {
      headers: { 'X-Tenant': 'a', Originator: 'other' },
      queryParams: { 'api-version': '2026-01-01' },
    });
    expect([query, headers['x-tenant'], headers.originator]).toEqual([{ 'api-version': '2026-01-01' }, 'a', 'other']);
  });

  it('accepts a base URL that ends with a slash', async () => {
    const server = await startResponsesServer([reply('Hello')]);
    const model = modelAt(`${server.url}//`);
    try {
      await ask(model);
      server.assertFinished();
    } finally {
      await model.close();
      await server.close();
    }
  });

  it.each([
    ['nonsense', 'nonsense'],
    ['ftp://user:secret@host/v1', 'ftp://host/v1'],
  ])('refuses the base URL %s', (baseUrl, shown) => {
    expect(() => modelAt(baseUrl)).toThrow(`invalid base URL \`${shown}\`; expected one such as \`https://host/v1\``);
  });
});
