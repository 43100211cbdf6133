import { describe, expect, it } from 'vitest';
import { judge, measureSources, percentile } from '../../scripts/measure.mjs';

describe('measureSources', () => {
  it('counts files and functions in lines, inner functions too', () => {
    const text =
      'export function f() {\n  const g = () => {\n    return 1;\n  };\n  return g;\n}\nclass A {\n  m() {}\n}\n';
    expect(measureSources([{ path: 'a.ts', text }])).toEqual({
      files: [{ name: 'a.ts', lines: 9 }],
      functions: [
        { name: 'a.ts:1', lines: 6 },
        { name: 'a.ts:2', lines: 3 },
        { name: 'a.ts:8', lines: 1 },
      ],
    });
  });

  it('does not count signatures without a body', () => {
    expect(measureSources([{ path: 'a.ts', text: 'interface A {\n  m(): void;\n}\n' }]).functions).toEqual([]);
  });
});

describe('percentile', () => {
  it.each([
    [[], 0.5, 0],
    [[7], 0.95, 7],
    [[3, 1, 2], 0.5, 2],
    [[1, 2, 3, 4], 0.5, 2],
    [Array.from({ length: 100 }, (_, i) => i + 1), 0.95, 95],
  ])('of %j at %d is %d', (values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });
});

describe('judge', () => {
  const limits = { median: 10, p95: 20, max: 30 };
  const measured = (...lines: readonly number[]) => lines.map((one) => ({ name: 'f', lines: one }));

  it.each([
    [measured(10, 20), { median: 10, p95: 20, max: 20, within: true }],
    [measured(11, 12), { median: 11, p95: 12, max: 12, within: false }],
    [measured(1, 1, 31), { median: 1, p95: 31, max: 31, within: false }],
    [measured(), { median: 0, p95: 0, max: 0, within: true }],
  ])('holds %j against the limits', (lengths, expected) => {
    expect(judge(lengths, limits)).toEqual(expected);
  });
});
