import { describe, expect, it } from 'vitest';
import { decodeTools, legible, maxTools } from '../../../src/domain/mcp/mcp-tool.js';

const empty = { type: 'object', properties: {} };

describe('decodeTools', () => {
  it('decodes tools and leaves out what cannot be used', () => {
    const nested = JSON.parse(`${'{"items":'.repeat(40)}{}${'}'.repeat(40)}`) as unknown;
    const decoded = decodeTools([
      {
        name: 'echo',
        description: 'Echoes.',
        inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
        annotations: { readOnlyHint: true, destructiveHint: false, openWorldHint: 'no', title: 'Echo' },
        outputSchema: { type: 'object' },
      },
      { name: 'echo', inputSchema: empty },
      { name: 'bare' },
      { name: 'untyped', inputSchema: { properties: 3 }, description: 4 },
      { name: '', inputSchema: empty },
      { name: 'x'.repeat(1_025), inputSchema: empty },
      { name: 7 },
      { name: 'array', inputSchema: [] },
      { name: 'deep', inputSchema: nested },
      { name: 'large', inputSchema: { description: 'x'.repeat(200_000) } },
      null,
      'tool',
    ]);
    expect(decoded).toEqual({
      tools: [
        {
          name: 'echo',
          description: 'Echoes.',
          inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
          annotations: { readOnly: true, destructive: false },
        },
        { name: 'bare', description: '', inputSchema: empty, annotations: {} },
        { name: 'untyped', description: '', inputSchema: empty, annotations: {} },
      ],
      rejected: 9,
    });
  });

  it('looks at a thousand tools only', () => {
    const entries = Array.from({ length: maxTools + 5 }, (_, index) => ({ name: `t${index}` }));
    const { tools, rejected } = decodeTools(entries);
    expect([tools.length, rejected]).toEqual([maxTools, 5]);
  });

  it('is not fooled by `__proto__`', () => {
    const entry = JSON.parse(
      '{"__proto__":{"name":"inherited"},"name":"own","inputSchema":{"__proto__":{"type":"x"},"type":"object","properties":{}}}',
    ) as unknown;
    const [tool] = decodeTools([entry]).tools;
    expect(tool?.name).toBe('own');
    expect(JSON.stringify(tool?.inputSchema)).toBe('{"__proto__":{"type":"x"},"type":"object","properties":{}}');
    expect(({} as { name?: string }).name).toBeUndefined();
  });
});

describe('legible', () => {
  it.each([
    ['plain\n\ttext', 'plain\n\ttext'],
    ['\u001b[2Jclear\u0007\r', '[2Jclear'],
    ['hidden \u{e0041}\u{e0042}\u200b\u202etext', 'hidden text'],
    ['👩\u200d🚀', '👩\u200d🚀'],
    ['\ud800', '\ufffd'],
    ['x'.repeat(20_000), 'x'.repeat(16_384)],
  ])('makes %j legible', (text, expected) => {
    expect(legible(text)).toBe(expected);
  });
});
