import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadTailBuffer } from '../../../src/application/commands/head-tail-buffer.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

function filled(limit: number, pieces: readonly string[]): HeadTailBuffer {
  const buffer = new HeadTailBuffer(limit);
  for (const piece of pieces) buffer.append(piece);
  return buffer;
}

describe('HeadTailBuffer', () => {
  it.each<[string, readonly string[], string]>([
    ['nothing', [], ''],
    ['what fits', ['abc', 'def'], 'abcdef'],
    ['exactly the limit', ['abcde', 'fghij'], 'abcdefghij'],
    ['one character too many', ['abcdefghijk'], 'abcde\n... 1 bytes omitted ...\nghijk'],
    ['many small pieces', 'abcdefghijklmnopqrstuvwxyz'.split(''), 'abcde\n... 16 bytes omitted ...\nvwxyz'],
    ['one large piece', ['abcdefghijklmnopqrstuvwxyz'], 'abcde\n... 16 bytes omitted ...\nvwxyz'],
  ])('keeps head and tail of %s', (_, pieces, expected) => {
    expect(filled(10, pieces).toString()).toBe(expected);
  });

  it('keeps the same whatever the pieces are', () => {
    const limits = fc.integer({ min: 2, max: 40 });
    const pieces = fc.array(fc.string({ unit: 'binary-ascii', maxLength: 30 }), { maxLength: 30 });
    fc.assert(
      fc.property(limits, pieces, (limit, all) => {
        expect(filled(limit, all).toString()).toBe(filled(limit, [all.join('')]).toString());
      }),
      { numRuns },
    );
  });

  it('keeps everything up to its limit, and head and tail beyond it', () => {
    const pieces = fc.array(fc.string({ unit: 'binary-ascii', maxLength: 12 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), pieces, (limit, all) => {
        const text = all.join('');
        const half = Math.floor(limit / 2);
        const kept = filled(limit, all).toString();
        if (text.length <= 2 * half) expect(kept).toBe(text);
        else {
          const omitted = text.length - 2 * half;
          const note = `\n... ${omitted} bytes omitted ...\n`;
          expect(kept).toBe(text.slice(0, half) + note + text.slice(text.length - half));
        }
      }),
      { numRuns },
    );
  });

  it('never cuts a character in two', () => {
    const pieces = fc.array(fc.array(fc.constantFrom('😀', 'a', 'é', '\u{10FFFF}'), { maxLength: 9 }), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), pieces, (limit, all) => {
        const texts = all.map((characters) => characters.join(''));
        const kept = filled(limit, texts).toString();
        expect(kept).not.toMatch(/\p{Surrogate}/u);
        expect(kept.length).toBeLessThanOrEqual(limit + '\n... 999 bytes omitted ...\n'.length);
      }),
      { numRuns },
    );
  });

  it('starts again after its content was taken', () => {
    const buffer = filled(10, ['abcdefghijklmnop']);
    expect(buffer.take()).toEqual({ text: 'abcde\n... 6 bytes omitted ...\nlmnop', bytes: 16, omittedBytes: 6 });
    expect(buffer.take()).toEqual({ text: '', bytes: 0, omittedBytes: 0 });
    buffer.append('xyz');
    expect(buffer.toString()).toBe('xyz');
  });

  it('takes output that comes character by character about as fast as in blocks', () => {
    const buffer = new HeadTailBuffer(200_000);
    const before = performance.now();
    for (let count = 0; count < 600_000; count += 1) buffer.append('x');
    // Moving the whole tail for every character would take minutes.
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(buffer.toString().length).toBe(200_000 + '\n... 400000 bytes omitted ...\n'.length);
  });
});
