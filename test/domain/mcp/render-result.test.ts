import { describe, expect, it } from 'vitest';
import { renderResult } from '../../../src/domain/mcp/render-result.js';

const header = { kind: 'input-text', text: 'Wall time: 0.0027 seconds\nOutput:' };
const text = (value: string): unknown => ({ kind: 'input-text', text: value });

describe('renderResult', () => {
  it('puts text and images behind the time that the call took', () => {
    const content = [
      { type: 'text', text: 'echo: hi' },
      { type: 'image', mimeType: 'image/PNG', data: 'iVBORw0KGgo=' },
    ];
    expect(renderResult({ content }, 2.7)).toEqual({
      kind: 'success',
      output: [header, text('echo: hi'), { kind: 'image', url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'high' }],
      content,
    });
  });

  it('prefers structured content over the text that repeats it, and keeps pictures', () => {
    const shown = 'Wall time: 0.0021 seconds\nOutput:\n{"a":1}';
    const said = { type: 'text', text: '{"a":1}' };
    const picture = { type: 'image', mimeType: 'image/png', data: 'AAAA' };
    expect(renderResult({ content: [said], structuredContent: { a: 1 } }, 2.1)).toEqual({
      kind: 'success',
      output: shown,
      content: [said],
      structured: { a: 1 },
    });
    expect(renderResult({ content: [said, picture], structuredContent: { a: 1 } }, 2.1).output).toEqual([
      text(shown),
      { kind: 'image', url: 'data:image/png;base64,AAAA', detail: 'high' },
    ]);
  });

  it('keeps what a failed tool says', () => {
    const content = [{ type: 'text', text: 'no such file' }];
    expect(renderResult({ content, isError: true }, 2.7)).toEqual({
      kind: 'failure',
      output: [header, text('no such file')],
      content,
    });
  });

  it.each([
    [{ type: 'resource_link', uri: 'file:///a', name: 'a' }, '{"type":"resource_link","uri":"file:///a","name":"a"}'],
    [
      { type: 'resource', resource: { uri: 'x:1', text: 't' } },
      '{"type":"resource","resource":{"uri":"x:1","text":"t"}}',
    ],
    [
      { type: 'resource', resource: { uri: 'x:1', blob: 'AAAA', mimeType: 'application/pdf' } },
      '(resource `x:1`, application/pdf, 4 characters of base64; not shown)',
    ],
    [{ type: 'audio', mimeType: 'audio/wav', data: 'AAAA' }, '(audio, audio/wav, 4 characters of base64; not shown)'],
    [
      { type: 'image', mimeType: 'image/svg+xml', data: 'AAAA' },
      '(image, image/svg+xml, 4 characters of base64; not shown)',
    ],
    [
      { type: 'image', mimeType: 'image/png', data: 'not base64' },
      '(image, image/png, 10 characters of base64; not shown)',
    ],
    [{ type: 'image', mimeType: 'image/png', data: 'A=BC' }, '(image, image/png, 4 characters of base64; not shown)'],
    [{ type: 'image', data: '====' }, '(image, unknown type, 4 characters of base64; not shown)'],
    [{ type: 'image', mimeType: 'image/png' }, '(image, image/png, 0 characters of base64; not shown)'],
    [{ type: 'text' }, ''],
    [{ type: 'new', x: 1 }, '{"type":"new","x":1}'],
    ['odd', '"odd"'],
    [null, 'null'],
  ])('describes %j', (block, expected) => {
    expect(renderResult({ content: [block] }, 2.7).output).toEqual([header, text(expected)]);
  });

  it('shows an embedded image', () => {
    const resource = { uri: 'x:1', blob: 'AAA=', mimeType: 'image/webp' };
    expect(renderResult({ content: [{ type: 'resource', resource }] }, 2.7).output).toEqual([
      header,
      { kind: 'image', url: 'data:image/webp;base64,AAA=', detail: 'high' },
    ]);
  });

  it.each([undefined, null, 'text', [], {}, { content: 'x' }])('makes an empty output of the result %j', (result) => {
    const rendered = renderResult(result, 2.7);
    if (result === undefined) expect(rendered.kind).toBe('failure');
    else expect(rendered).toEqual({ kind: 'success', output: [header], content: [] });
  });

  it('cuts long text in the middle and says how much is missing', () => {
    const long = 'x'.repeat(100_000);
    const { output } = renderResult(
      { content: [{ type: 'text', text: long }, ...Array(3).fill({ type: 'text', text: 'y' })] },
      2.7,
    );
    expect(output).toEqual([
      header,
      text(
        `Warning: truncated output (original token count: 25000)\nTotal output lines: 1\n\n` +
          `${'x'.repeat(20_000)}…15000 tokens truncated…${'x'.repeat(20_000)}`,
      ),
      text('(3 more parts of the output are left out; it was too long)'),
    ]);
  });

  it('does not show an image that is too large, and reads a huge one without a deep stack', () => {
    const data = 'A'.repeat(16 * 1024 * 1024 + 4);
    expect(renderResult({ content: [{ type: 'image', mimeType: 'image/png', data }] }, 2.7).output).toEqual([
      header,
      text('(image, image/png, 16777220 characters of base64; not shown)'),
    ]);
    const largest = renderResult({ content: [{ type: 'image', mimeType: 'image/png', data: data.slice(4) }] }, 2.7);
    expect(largest.output[1]).toMatchObject({ kind: 'image' });
  });

  it('refuses a result that nests too deeply', () => {
    const structuredContent = JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`) as unknown;
    const complaint = 'the result of the tool is too large or nests too deeply to be read';
    expect(renderResult({ content: [], structuredContent }, 2.7)).toEqual({
      kind: 'failure',
      output: `Wall time: 0.0027 seconds\nOutput:\n${complaint}`,
      content: [{ type: 'text', text: complaint }],
    });
  });
});
