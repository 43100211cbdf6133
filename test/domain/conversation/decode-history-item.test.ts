import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHistoryItem } from '../../../src/domain/conversation/decode-history-item.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { ContentPart, HistoryItem } from '../../../src/domain/conversation/history-item.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

const known: readonly (readonly [title: string, wire: string, item: HistoryItem, json: string])[] = [
  [
    'a message of the model',
    '{"id":"msg_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"hi","annotations":[],"logprobs":[]}],"phase":"final_answer"}',
    { kind: 'message', role: 'assistant', content: [{ kind: 'output-text', text: 'hi' }], phase: 'final_answer' },
    '{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hi","annotations":[],"logprobs":[]}],"phase":"final_answer"}',
  ],
  [
    'a message with a refusal and a part of another kind',
    '{"type":"message","role":"assistant","content":[{"type":"refusal","refusal":"no"},{"type":"output_audio","data":"AA"}]}',
    { kind: 'message', role: 'assistant', content: [{ kind: 'output-text', text: 'no' }] },
    '{"type":"message","role":"assistant","content":[{"type":"refusal","refusal":"no"},{"type":"output_audio","data":"AA"}]}',
  ],
  [
    'a message in the short form',
    '{"type":"message","role":"user","content":"hi"}',
    { kind: 'message', role: 'user', content: [{ kind: 'input-text', text: 'hi' }] },
    '{"type":"message","role":"user","content":"hi"}',
  ],
  [
    'a user message with an image',
    '{"type":"message","role":"user","content":[{"type":"input_image","image_url":"data:,","detail":"high"}]}',
    { kind: 'message', role: 'user', content: [{ kind: 'image', url: 'data:,', detail: 'high' }] },
    '{"type":"message","role":"user","content":[{"type":"input_image","image_url":"data:,","detail":"high"}]}',
  ],
  [
    'encrypted reasoning',
    '{"id":"rs_1","type":"reasoning","encrypted_content":"gAAA","summary":[{"type":"summary_text","text":"s"}],"content":null}',
    { kind: 'reasoning', summary: ['s'], encryptedContent: 'gAAA' },
    '{"type":"reasoning","encrypted_content":"gAAA","summary":[{"type":"summary_text","text":"s"}],"content":null}',
  ],
  [
    'raw reasoning',
    '{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"r"}]}',
    { kind: 'reasoning', summary: [], content: ['r'] },
    '{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"r"}]}',
  ],
  [
    'a function call with fields of the future',
    '{"type":"function_call","id":"fc_1","call_id":"c","name":"echo","namespace":"mcp__mini","arguments":"{not json","status":"completed","weight":12345678901234567890}',
    { kind: 'function-call', callId: 'c', name: 'echo', namespace: 'mcp__mini', arguments: '{not json' },
    '{"type":"function_call","call_id":"c","name":"echo","namespace":"mcp__mini","arguments":"{not json","weight":12345678901234567890}',
  ],
  [
    'a custom tool call',
    '{"status":"completed","type":"custom_tool_call","id":"ctc_1","call_id":"c","name":"apply_patch","input":"x"}',
    { kind: 'custom-tool-call', callId: 'c', name: 'apply_patch', input: 'x' },
    '{"status":"completed","type":"custom_tool_call","call_id":"c","name":"apply_patch","input":"x"}',
  ],
  [
    'an output of parts',
    '{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"t"},null,{"type":"input_file","file_id":"f"}]}',
    { kind: 'function-call-output', callId: 'c', output: [{ kind: 'input-text', text: 't' }] },
    '{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"t"},null,{"type":"input_file","file_id":"f"}]}',
  ],
];

const opaque: readonly (readonly [title: string, wire: string, json: string])[] = [
  [
    'a web search, which keeps its status',
    '{"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"a","id":"inner"}}',
    '{"type":"web_search_call","status":"completed","action":{"type":"search","query":"a","id":"inner"}}',
  ],
  [
    'numbers that a parser would change',
    '{"type":"x","a":1e400,"b":1.0,"id":7,"c":-0}',
    '{"type":"x","a":1e400,"b":1.0,"c":-0}',
  ],
  ['an escaped key', '{"\\u0069d":"a","type":"x","i\\u0064":{}}', '{"type":"x"}'],
  [
    'keys that look like a prototype',
    '{"type":"x","__proto__":{"role":"user"},"constructor":1}',
    '{"type":"x","__proto__":{"role":"user"},"constructor":1}',
  ],
  ['white space and line breaks', '{\r\n "type" : "x" ,\n "s" : "a\\nb" }\n', '{ "type" : "x" , "s" : "a\\nb" }'],
  [
    'white space where a member is removed',
    '\n{ "id" : "1" , "type" : "x" , "n" : [ 1 , 2 ] }',
    '{"type" : "x","n" : [ 1 , 2 ]}',
  ],
  ['strings full of escapes', '{"type":"x","s":"\\\\\\"}{[\\\\","id":"1"}', '{"type":"x","s":"\\\\\\"}{[\\\\"}'],
  [
    'a message of an unknown role',
    '{"type":"message","role":"critic","content":[]}',
    '{"type":"message","role":"critic","content":[]}',
  ],
];

const broken: readonly (readonly [title: string, source: unknown, code: string, message: string | RegExp])[] = [
  ['an array', '[]', 'not-an-object', 'expected an item as a JSON object'],
  ['null', null, 'not-an-object', 'expected an item as a JSON object'],
  ['nothing', undefined, 'not-an-object', 'expected an item, found nothing'],
  ['no type', '{"role":"user"}', 'missing-type', 'expected a string in `type` of the item'],
  [
    'a type that is inherited',
    '{"__proto__":{"type":"message"}}',
    'missing-type',
    'expected a string in `type` of the item',
  ],
  [
    'no content',
    '{"type":"message","role":"user"}',
    'invalid-field',
    'expected an array of parts in `content` of the `message` item',
  ],
  [
    'no summary',
    '{"type":"reasoning"}',
    'invalid-field',
    'expected an array of parts in `summary` of the `reasoning` item',
  ],
  [
    'no call id',
    '{"type":"function_call","name":"a","arguments":""}',
    'invalid-field',
    'expected a string in `call_id` of the `function_call` item',
  ],
  [
    'no arguments',
    '{"type":"function_call","name":"a","call_id":"c","arguments":{}}',
    'invalid-field',
    'expected a string in `arguments` of the `function_call` item',
  ],
  [
    'no input',
    '{"type":"custom_tool_call","name":"a","call_id":"c"}',
    'invalid-field',
    'expected a string in `input` of the `custom_tool_call` item',
  ],
  [
    'no output',
    '{"type":"function_call_output","call_id":"c","output":1}',
    'invalid-field',
    'expected a string or an array of parts in `output` of the `function_call_output` item',
  ],
];

describe('decodeHistoryItem', () => {
  it.each(known)('interprets %s', (_title, wire, item, json) => {
    expect(decodeHistoryItem(wire)).toEqual({ ok: true, value: { item, json } });
  });

  it.each(opaque)('keeps %s', (_title, wire, json) => {
    expect(decodeHistoryItem(wire)).toEqual({ ok: true, value: { item: { kind: 'opaque', json }, json } });
  });

  it.each(broken)('refuses %s', (_title, source, code, message) => {
    expect(decodeHistoryItem(source)).toEqual({ ok: false, error: { code, message } });
  });

  it('refuses what is not JSON', () => {
    expect(decodeHistoryItem('{"type":')).toMatchObject({ ok: false, error: { code: 'not-json' } });
    const cyclic: { type: string; self?: unknown } = { type: 'x' };
    cyclic.self = cyclic;
    expect(decodeHistoryItem(cyclic)).toMatchObject({ ok: false, error: { code: 'not-json' } });
  });

  it('reads a value that was parsed already', () => {
    const json = '{"type":"x","__proto__":{"a":1}}';
    expect(decodeHistoryItem(JSON.parse('{"id":"1","type":"x","__proto__":{"a":1}}'))).toEqual({
      ok: true,
      value: { item: { kind: 'opaque', json }, json },
    });
  });

  it('keeps an item that is nested 100,000 deep', () => {
    const deep = `${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`;
    const json = `{"type":"x","deep":${deep}}`;
    expect(decodeHistoryItem(`{"id":"1","type":"x","deep":${deep}}`)).toEqual({
      ok: true,
      value: { item: { kind: 'opaque', json }, json },
    });
  });

  it('answers a value that is nested too deep to be written with an error', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(decodeHistoryItem({ type: 'x', deep })).toMatchObject({ ok: false, error: { code: 'not-json' } });
  });

  it('reads back every item that was encoded', () => {
    fc.assert(
      fc.property(historyItem, (item) => {
        const entry = encodeHistoryItem(item);
        expect(decodeHistoryItem(entry.json)).toEqual({ ok: true, value: entry });
      }),
      { numRuns },
    );
  });

  it('removes nothing but id from any unknown object', () => {
    const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false }));
    fc.assert(
      fc.property(objects, fc.constantFrom(0, 1), (object, indent) => {
        const source = { ...object, type: 'unknown', id: 'x' };
        const decoded = decodeHistoryItem(JSON.stringify(source, null, indent));
        const { id: _id, ...rest } = source;
        expect(decoded.ok && JSON.parse(decoded.value.json)).toEqual(JSON.parse(JSON.stringify(rest)));
        expect(decoded.ok && decoded.value.json).not.toContain('\n');
      }),
      { numRuns },
    );
  });
});

const image: fc.Arbitrary<ContentPart> = fc.oneof(
  fc.record({ kind: fc.constant('image' as const), url: fc.webUrl() }),
  fc.record({ kind: fc.constant('image' as const), url: fc.webUrl(), detail: fc.constantFrom('high', 'original') }),
);
const text = fc.string({ unit: 'binary' });
const inputText: fc.Arbitrary<ContentPart> = fc.record({ kind: fc.constant('input-text' as const), text });
const outputText: fc.Arbitrary<ContentPart> = fc.record({ kind: fc.constant('output-text' as const), text });
const output = fc.oneof(text, fc.array(fc.oneof(inputText, image)));
const historyItem: fc.Arbitrary<HistoryItem> = fc.oneof(
  fc.record({
    kind: fc.constant('message' as const),
    role: fc.constantFrom('developer' as const, 'user' as const, 'system' as const),
    content: fc.array(fc.oneof(inputText, image)),
  }),
  fc.record({
    kind: fc.constant('message' as const),
    role: fc.constant('assistant' as const),
    content: fc.array(outputText),
    phase: text,
  }),
  fc.record({ kind: fc.constant('reasoning' as const), summary: fc.array(text), encryptedContent: text }),
  fc.record({ kind: fc.constant('reasoning' as const), summary: fc.array(text), content: fc.array(text) }),
  fc.record({
    kind: fc.constant('function-call' as const),
    callId: text,
    name: text,
    namespace: text,
    arguments: text,
  }),
  fc.record({ kind: fc.constant('custom-tool-call' as const), callId: text, name: text, input: text }),
  fc.record({ kind: fc.constant('function-call-output' as const), callId: text, output }),
  fc.record({ kind: fc.constant('custom-tool-call-output' as const), callId: text, output }),
);
