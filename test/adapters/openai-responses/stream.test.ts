import { describe, expect, it } from 'vitest';
import type { ModelEvent } from '../../../src/ports/model.js';
import {
  customToolCall,
  encodeEvent,
  events,
  functionCall,
  garbage,
  message,
  pieces,
  raw,
  reasoning,
  reply,
  replyWithUsage,
  webSearch,
} from '../../support/responses-server/replies.mjs';
import { startResponsesServer } from '../../support/responses-server/responses-server.mjs';
import type { Reply } from '../../support/responses-server/wire.mjs';
import { ask, modelAt, request } from './ask-model.js';

async function answerTo(turn: Reply): Promise<readonly ModelEvent[]> {
  const server = await startResponsesServer([turn]);
  const model = modelAt(server.url);
  try {
    return await ask(model);
  } finally {
    await model.close();
    await server.close();
  }
}

const text = 'Zoë 🙂 “quoted”\u2028 line\n';
const mixed = reply(
  reasoning(['First **part**', 'second'], { encryptedContent: 'gAAA' }),
  message(text, { deltas: ['Zoë 🙂', ' “quoted”\u2028 line\n'], phase: 'final_answer' }),
  functionCall('call_1', 'exec_command', { cmd: 'ls' }),
  customToolCall('call_2', 'apply_patch', '*** Begin Patch'),
  webSearch('weather'),
);
const part = `{"type":"output_text","text":${JSON.stringify(text)},"annotations":[],"logprobs":[]}`;
const search =
  '{"type":"web_search_call","status":"completed","action":{"type":"search","query":"weather","queries":["weather"]}}';
const mixedEvents: readonly ModelEvent[] = [
  { type: 'reasoning-delta', delta: 'First **part**' },
  { type: 'reasoning-delta', delta: '\n' },
  { type: 'reasoning-delta', delta: 'second' },
  {
    type: 'item',
    entry: {
      item: { kind: 'reasoning', summary: ['First **part**', 'second'], encryptedContent: 'gAAA' },
      json: '{"type":"reasoning","encrypted_content":"gAAA","summary":[{"type":"summary_text","text":"First **part**"},{"type":"summary_text","text":"second"}]}',
    },
  },
  { type: 'message-delta', delta: 'Zoë 🙂' },
  { type: 'message-delta', delta: ' “quoted”\u2028 line\n' },
  {
    type: 'item',
    entry: {
      item: { kind: 'message', role: 'assistant', content: [{ kind: 'output-text', text }], phase: 'final_answer' },
      json: `{"type":"message","role":"assistant","content":[${part}],"phase":"final_answer"}`,
    },
  },
  {
    type: 'item',
    entry: {
      item: { kind: 'function-call', callId: 'call_1', name: 'exec_command', arguments: '{"cmd":"ls"}' },
      json: '{"type":"function_call","arguments":"{\\"cmd\\":\\"ls\\"}","call_id":"call_1","name":"exec_command"}',
    },
  },
  {
    type: 'item',
    entry: {
      item: { kind: 'custom-tool-call', callId: 'call_2', name: 'apply_patch', input: '*** Begin Patch' },
      json: '{"type":"custom_tool_call","status":"completed","call_id":"call_2","input":"*** Begin Patch","name":"apply_patch"}',
    },
  },
  { type: 'search-started' },
  { type: 'item', entry: { item: { kind: 'opaque', json: search }, json: search } },
  {
    type: 'completed',
    usage: {
      inputTokens: 100,
      cachedInputTokens: 10,
      cacheWriteInputTokens: 0,
      outputTokens: 20,
      reasoningOutputTokens: 5,
      totalTokens: 120,
    },
  },
];

const greeting: readonly ModelEvent[] = [
  { type: 'message-delta', delta: 'Hello' },
  {
    type: 'item',
    entry: {
      item: { kind: 'message', role: 'assistant', content: [{ kind: 'output-text', text: 'Hello' }] },
      json: '{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello","annotations":[],"logprobs":[]}]}',
    },
  },
  { type: 'completed' },
];
const body = Buffer.concat(replyWithUsage(null, 'Hello').pieces).toString();

describe('the events of a stream', () => {
  it('are the deltas, the items as they came, and the usage', async () => {
    expect(await answerTo(mixed)).toEqual(mixedEvents);
  });

  it.each([1, 2, 3, 7, 1000])('do not depend on the packets when these have %i bytes', async (bytes) => {
    expect(await answerTo(pieces(mixed, bytes))).toEqual(mixedEvents);
  });

  it('do not depend on the noise between them', async () => {
    expect(await answerTo(garbage(mixed))).toEqual(mixedEvents);
  });

  it.each([
    ['CRLF', body.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${body}`],
    ['no space after the colon', body.replaceAll('data: ', 'data:')],
    ['no names', body.replaceAll(/^event: .*\n/gm, '')],
    ['no empty line at the end', body.trimEnd()],
    ['data in several lines', body.replaceAll('","', '",\ndata: "')],
    ['events after the end', body + encodeEvent({ type: 'response.failed', response: {} })],
  ])('are read from a stream with %s', async (_title, stream) => {
    expect(await answerTo(raw([stream]))).toEqual(greeting);
  });

  it('are read from 20,000 deltas without losing one', async () => {
    const deltas = Array.from({ length: 20_000 }, (_, index) => `${index} `);
    const seen = await answerTo(reply(message(deltas.join(''), { deltas })));
    expect(seen.flatMap((event) => (event.type === 'message-delta' ? [event.delta] : []))).toEqual(deltas);
    expect(seen.length).toBe(20_002);
  });

  it('include the text of a refusal', async () => {
    const refusal = { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] };
    const seen = await answerTo(
      events([
        { type: 'response.refusal.delta', delta: 'No.' },
        { type: 'response.output_item.done', item: refusal },
        { type: 'response.completed', response: {} },
      ]),
    );
    const item = { kind: 'message', role: 'assistant', content: [{ kind: 'output-text', text: 'No.' }] };
    expect(seen).toEqual([
      { type: 'message-delta', delta: 'No.' },
      { type: 'item', entry: { item, json: JSON.stringify(refusal) } },
      { type: 'completed' },
    ]);
  });

  it.each([
    ['no response', events([{ type: 'response.completed' }])],
    ['usage that is no object', events([{ type: 'response.completed', response: { usage: 5 } }])],
  ])('end well with %s', async (_title, answer) => {
    expect(await answerTo(answer)).toEqual([{ type: 'completed' }]);
  });

  it('count what is missing or absurd as nothing', async () => {
    const counts = { input_tokens: 5, output_tokens: -3, input_tokens_details: null };
    expect(await answerTo(events([{ type: 'response.completed', response: { usage: counts } }]))).toEqual([
      {
        type: 'completed',
        usage: {
          inputTokens: 5,
          cachedInputTokens: 0,
          cacheWriteInputTokens: 0,
          outputTokens: 0,
          reasoningOutputTokens: 0,
          totalTokens: 5,
        },
      },
    ]);
  });

  it('leave out items and deltas that cannot be read', async () => {
    const seen = await answerTo(
      events([
        { type: 'response.output_text.delta', delta: 5 },
        { type: 'response.output_item.done' },
        { type: 'response.output_item.done', item: { type: 'function_call' } },
        { type: 'response.output_item.done', item: [] },
        { type: 'response.completed', response: {} },
      ]),
    );
    expect(seen).toEqual([{ type: 'completed' }]);
  });

  it('keep an item that is nested 100,000 deep', async () => {
    const json = `{"type":"future","deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const done = `data: {"type":"response.output_item.done","item":${json}}\n\n`;
    const seen = await answerTo(raw([done, encodeEvent({ type: 'response.completed' })]));
    expect(seen).toEqual([{ type: 'item', entry: { item: { kind: 'opaque', json }, json } }, { type: 'completed' }]);
  });

  it('send back what was received, byte for byte', async () => {
    const server = await startResponsesServer([mixed, reply('Hello')]);
    const model = modelAt(server.url);
    try {
      const entries = (await ask(model)).flatMap((event) => (event.type === 'item' ? [event.entry] : []));
      await ask(model, { ...request, history: entries });
      const sent = mixedEvents.flatMap((event) => (event.type === 'item' ? [event.entry.json] : [])).join(',');
      expect(server.requests[1]?.raw.toString()).toContain(`"input":[${sent}],"tools"`);
    } finally {
      await model.close();
      await server.close();
    }
  });
});
