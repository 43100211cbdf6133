import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLinesInText } from '../../../src/domain/patch/find-lines-in-text.js';
import { LineFinder } from '../../../src/domain/patch/line-finder.js';
import { normaliseTypography } from '../../../src/domain/patch/normalise-line.js';
import { SourceText } from '../../../src/domain/patch/source-text.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

const comparisons = [
  (line: string) => line,
  (line: string) => line.trimEnd(),
  (line: string) => line.trim(),
  normaliseTypography,
];

/** The rule itself, without any shortcut: a line index. */
function findSlowly(lines: readonly string[], run: readonly string[], from: number, place: 'anywhere' | 'end') {
  for (const comparison of comparisons) {
    const first = place === 'end' ? Math.max(lines.length - run.length, 0) : from;
    for (let at = Math.max(first, from); at + run.length <= lines.length; at += 1) {
      const equal = run.every((line, offset) => comparison(line) === comparison(lines[at + offset] ?? ''));
      if (equal) return at;
    }
  }
  return undefined;
}

const line = fc.constantFrom('', 'a', 'b', 'a ', ' a', '-', '–', 'ab');
const search = fc.record({
  run: fc.array(line, { minLength: 1, maxLength: 4 }),
  from: fc.nat(12),
  place: fc.constantFrom('anywhere', 'anywhere', 'end'),
});

describe('LineFinder', () => {
  it.each(['\n', '\r\n'])(
    'finds what the slow search finds, one search after another, with line ending %j',
    (ending) => {
      fc.assert(
        fc.property(
          fc.array(line, { maxLength: 12 }),
          fc.array(search, { minLength: 1, maxLength: 6 }),
          (lines, searches) => {
            const source = new SourceText(lines.map((text) => text + ending).join(''));
            const finder = new LineFinder(source);
            const starts = lines.map((_, index) => source.skipLines(0, index));
            for (const { run, from, place } of searches) {
              const start = Math.min(from, lines.length);
              const found = finder.find(run, starts[start] ?? source.text.length, place);
              const expected = findSlowly(lines, run, start, place);
              expect(found).toBe(expected === undefined ? undefined : starts[expected]);
            }
          },
        ),
        { numRuns },
      );
    },
  );
});

describe('findLinesInText', () => {
  it('gives up where a text repeats itself so much that it would take too long', () => {
    const text = `${'x\n'.repeat(5000)}x\ny\n`;
    expect(findLinesInText(text, [...Array(200).fill('x'), 'z'], 0)).toBe('costly');
    expect(findLinesInText(text, ['z'], 0)).toBe('none');
    expect(findLinesInText(text, ['x', 'y'], 0)).toBe(10_000);
    expect(findLinesInText(text, ['y'], 0)).toBe(10_002);
  });

  it('finds whole lines only', () => {
    expect(findLinesInText('ab\na\nb\nab\n', ['b'], 0)).toBe(5);
    expect(findLinesInText('xa\nb\na\nb\n', ['a', 'b'], 0)).toBe(5);
  });
});
