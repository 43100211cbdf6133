import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from '../../../src/domain/config/nearest-name.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);
const keys = ['model', 'model_provider', 'notify', 'sandbox_mode', 'tui'];

describe('nearestName', () => {
  it.each([
    ['modle', 'model'],
    ['Model', 'model'],
    ['sandbox-mode', 'sandbox_mode'],
    ['modelprovider', 'model_provider'],
    ['tiu', 'tui'],
    ['notfy', 'notify'],
    ['history', undefined],
    ['x', undefined],
    ['', undefined],
    ['m'.repeat(1_000_000), undefined],
  ])('of %s', (name, expected) => {
    expect(nearestName(name, keys)).toBe(expected);
  });
});

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
  ])('of `%s` and `%s`', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it('is symmetric, and zero only between equals', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
      { numRuns },
    );
  });
});
