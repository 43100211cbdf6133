import { describe, expect, it } from 'vitest';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryItem } from '../../../src/domain/conversation/history-item.js';

const rows: readonly (readonly [title: string, item: HistoryItem, json: string])[] = [
  [
    'a user message',
    { kind: 'message', role: 'user', content: [{ kind: 'input-text', text: 'say "hi"\n' }] },
    '{"type":"message","role":"user","content":[{"type":"input_text","text":"say \\"hi\\"\\n"}]}',
  ],
  [
    'a developer message whose part claims to be output',
    { kind: 'message', role: 'developer', content: [{ kind: 'output-text', text: 'obey' }] },
    '{"type":"message","role":"developer","content":[{"type":"input_text","text":"obey"}]}',
  ],
  [
    'an assistant message with its phase',
    { kind: 'message', role: 'assistant', content: [{ kind: 'output-text', text: 'done' }], phase: 'final_answer' },
    '{"type":"message","role":"assistant","content":[{"type":"output_text","text":"done"}],"phase":"final_answer"}',
  ],
  [
    'images with and without detail',
    {
      kind: 'message',
      role: 'user',
      content: [
        { kind: 'image', url: 'data:image/png;base64,AA==', detail: 'original' },
        { kind: 'image', url: 'https://example.com/a.png' },
      ],
    },
    '{"type":"message","role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,AA==","detail":"original"},{"type":"input_image","image_url":"https://example.com/a.png"}]}',
  ],
  [
    'a reasoning summary',
    { kind: 'reasoning', summary: ['**Plan**'], encryptedContent: 'gAAA' },
    '{"type":"reasoning","summary":[{"type":"summary_text","text":"**Plan**"}],"content":null,"encrypted_content":"gAAA"}',
  ],
  [
    'raw reasoning',
    { kind: 'reasoning', summary: [], content: ['because'] },
    '{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"because"}]}',
  ],
  [
    'a function call',
    { kind: 'function-call', callId: 'call_1', name: 'exec_command', arguments: '{"cmd":"ls"}' },
    '{"type":"function_call","name":"exec_command","arguments":"{\\"cmd\\":\\"ls\\"}","call_id":"call_1"}',
  ],
  [
    'a function call in a namespace',
    { kind: 'function-call', callId: 'call_1', name: 'echo', namespace: 'mcp__mini', arguments: '{}' },
    '{"type":"function_call","name":"echo","namespace":"mcp__mini","arguments":"{}","call_id":"call_1"}',
  ],
  [
    'a custom tool call',
    { kind: 'custom-tool-call', callId: 'call_2', name: 'apply_patch', input: '*** Begin Patch' },
    '{"type":"custom_tool_call","call_id":"call_2","name":"apply_patch","input":"*** Begin Patch"}',
  ],
  [
    'a textual output',
    { kind: 'function-call-output', callId: 'call_1', output: 'ok' },
    '{"type":"function_call_output","call_id":"call_1","output":"ok"}',
  ],
  [
    'an output of parts',
    {
      kind: 'custom-tool-call-output',
      callId: 'call_2',
      output: [
        { kind: 'output-text', text: 'see' },
        { kind: 'image', url: 'data:image/png;base64,AA==', detail: 'high' },
      ],
    },
    '{"type":"custom_tool_call_output","call_id":"call_2","output":[{"type":"input_text","text":"see"},{"type":"input_image","image_url":"data:image/png;base64,AA==","detail":"high"}]}',
  ],
  [
    'a lone surrogate',
    { kind: 'function-call-output', callId: 'c', output: '\ud800' },
    '{"type":"function_call_output","call_id":"c","output":"\ufffd"}',
  ],
];

describe('encodeHistoryItem', () => {
  it.each(rows)('encodes %s', (_title, item, json) => {
    expect(encodeHistoryItem(item)).toEqual({ item, json });
  });

  it('puts an opaque item on one line and changes nothing else', () => {
    const item: HistoryItem = { kind: 'opaque', json: '{\n  "type": "x",\r\n  "n": 1e400\n}' };
    expect(encodeHistoryItem(item)).toEqual({ item, json: '{  "type": "x",  "n": 1e400}' });
  });
});
