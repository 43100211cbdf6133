import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens, truncateOutput, utf8Length } from '../../../src/domain/conversation/truncate-output.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);
const anyText = fc.string({ unit: fc.constantFrom('a', '\n', 'é', '€', '😀', '\u{10FFFF}', '\uFFFD'), maxLength: 200 });
/** Also halves of characters, which no decoder produces but a program may. */
const brokenText = fc.string({ unit: fc.constantFrom('a', '\uD83D', '\uDE00', '😀'), maxLength: 100 });

describe('the length of a text', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 2],
    ['€', 3],
    ['😀', 4],
    ['\uD83D', 3],
    ['\uDE00\uD83D', 6],
  ])('of %j in UTF-8 is %i bytes', (text, bytes) => {
    expect(utf8Length(text)).toBe(bytes);
  });

  it('agrees with the encoder', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenText), (text) => {
        expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
      }),
      { numRuns },
    );
  });

  it.each([
    ['', 0],
    ['a', 1],
    ['abcd', 1],
    ['abcde', 2],
  ])('of %j is taken for %i tokens', (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });
});

describe('truncateOutput', () => {
  it('keeps head and tail, and says how long the output was', () => {
    const text = `${'head\n'.repeat(20)}${'tail\n'.repeat(20)}`;
    expect(truncateOutput(text, 10)).toBe(
      'Warning: truncated output (original token count: 50)\nTotal output lines: 40\n\n' +
        'head\nhead\nhead\nhead\n…40 tokens truncated…tail\ntail\ntail\ntail\n',
    );
  });

  it.each([
    ['one line without its end', 'x'.repeat(8), 1],
    ['one line with its end', `${'x'.repeat(8)}\n`, 1],
    ['empty lines', '\n'.repeat(8), 8],
  ])('counts %s', (_, text, lines) => {
    expect(truncateOutput(text, 1)).toContain(`Total output lines: ${lines}\n`);
  });

  it('can keep nothing at all', () => {
    expect(truncateOutput('abcdefgh', 0)).toBe(
      'Warning: truncated output (original token count: 2)\nTotal output lines: 1\n\n…2 tokens truncated…',
    );
  });

  it('returns a short output as it is, and cuts every other one to its budget without splitting a character', () => {
    fc.assert(
      fc.property(anyText, fc.nat(60), (text, maxTokens) => {
        const cut = truncateOutput(text, maxTokens);
        if (estimateTokens(text) <= maxTokens) {
          expect(cut).toBe(text);
          return;
        }
        const [, kept = ''] = /^Warning: .*\n.*\n\n([\s\S]*)$/u.exec(cut) ?? [];
        const [head = '', tail = ''] = kept.split(/…\d+ tokens truncated…/u);
        expect(cut).not.toMatch(/\p{Surrogate}/u);
        expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
        expect(Math.max(utf8Length(head), utf8Length(tail))).toBeLessThanOrEqual(maxTokens * 2);
        // What is missing at each end is less than one character.
        expect(Math.min(utf8Length(head), utf8Length(tail))).toBeGreaterThan(maxTokens * 2 - 4);
      }),
      { numRuns },
    );
  });

  it('stays within its budget whatever the text is made of', () => {
    fc.assert(
      fc.property(brokenText, fc.nat(20), (text, maxTokens) => {
        expect(truncateOutput(text, maxTokens).length).toBeLessThanOrEqual(text.length + 150);
      }),
      { numRuns },
    );
  });

  it('takes no longer than a glance at a megabyte', () => {
    const text = 'häß😀'.repeat(200_000);
    const before = performance.now();
    truncateOutput(text, 10_000);
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
