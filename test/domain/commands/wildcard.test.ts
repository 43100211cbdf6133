import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesWildcard } from '../../../src/domain/commands/wildcard.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 1_000);

/** The same question put to a regular expression. */
function matchesExpression(pattern: string, text: string): boolean {
  const source = [...pattern]
    .map((char) => (char === '*' ? '[\\s\\S]*' : char === '?' ? '[\\s\\S]' : char.replace(/[.+^${}()|[\]\\]/, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 'i').test(text);
}

describe('matchesWildcard', () => {
  it.each<[string, string, boolean]>([
    ['', '', true],
    ['', 'A', false],
    ['*', '', true],
    ['*', 'ANYTHING', true],
    ['?', '', false],
    ['PATH', 'path', true],
    ['AWS_*', 'AWS_SECRET', true],
    ['AWS_*', 'LAWS_X', false],
    ['*KEY*', 'OPENAI_API_KEY', true],
    ['*_?', 'A_B', true],
    ['*_?', 'A_', false],
    ['a*b*c', 'aXbYbZc', true],
    ['[a]', 'a', false],
    ['a.c', 'abc', false],
  ])('%j on %j is %s', (pattern, text, matches) => {
    expect(matchesWildcard(pattern, text)).toBe(matches);
  });

  it('agrees with regular expressions', () => {
    const letters = fc.array(fc.constantFrom('a', 'B', '_'), { maxLength: 12 }).map((all) => all.join(''));
    const patterns = fc
      .array(fc.constantFrom('A', 'b', '_', '*', '?', '**'), { maxLength: 10 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        expect(matchesWildcard(pattern, text)).toBe(matchesExpression(pattern, text));
      }),
      { numRuns },
    );
  });

  it('is not slowed down by patterns that were made for it', () => {
    const before = performance.now();
    expect(matchesWildcard(`${'*a'.repeat(2_000)}b`, 'a'.repeat(20_000))).toBe(false);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
