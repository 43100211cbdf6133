import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseDecoder } from '../../../src/adapters/openai-responses/sse-decoder.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

function decode(chunks: readonly Uint8Array[], maxLength = 1000): readonly string[] | 'too-long' {
  const decoder = new SseDecoder(maxLength);
  const events: string[] = [];
  for (const chunk of chunks) {
    const found = decoder.push(chunk);
    if (found === 'too-long') return found;
    events.push(...found);
  }
  return [...events, ...decoder.end()];
}

describe('SseDecoder', () => {
  it('finds the same events wherever the stream is cut', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''));
    const event = fc.array(line, { minLength: 1, maxLength: 3 });
    const cuts = fc.array(fc.nat(), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(event), fc.constantFrom('\n', '\r\n'), cuts, (list, newline, places) => {
        const lines = list.flatMap((data) => ['event: x', ...data.map((text) => `data: ${text}`), ': ping', '']);
        const bytes = Buffer.from(lines.map((text) => text + newline).join(''));
        const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
        const chunks = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(decode(chunks, 100_000)).toEqual(list.map((data) => data.join('\n')));
      }),
      { numRuns },
    );
  });

  it('gives up on a line that never ends', () => {
    expect(decode(Array.from({ length: 11 }, () => Buffer.from('x'.repeat(100))))).toBe('too-long');
    expect(decode([Buffer.from(`data: ${'x'.repeat(1000)}\n\n`)])).toEqual(['x'.repeat(1000)]);
  });

  it('gives up on an event that never ends', () => {
    expect(decode(Array.from({ length: 30 }, () => Buffer.from(`data: ${'x'.repeat(50)}\n`)))).toBe('too-long');
  });

  it('reads a long line in time proportional to its length', () => {
    const megabyte = Buffer.from('x'.repeat(1024 * 1024));
    const chunks = [Buffer.from('data: '), ...Array.from({ length: 32 }, () => megabyte), Buffer.from('\n\n')];
    expect(decode(chunks, 64 * 1024 * 1024)).toHaveLength(1);
  });

  it('replaces bytes that are not UTF-8', () => {
    expect(decode([Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a, 0x0a])])).toEqual(['\ufffd']);
  });
});
