import { describe, expect, it } from 'vitest';
import { ansiPaint, type ColorFacts, paintFor, plainPaint } from '../../src/cli/style.js';

describe('paintFor', () => {
  it.each<[ColorFacts, typeof ansiPaint]>([
    [{ wanted: 'auto', isTerminal: true, environment: {} }, ansiPaint],
    [{ wanted: 'auto', isTerminal: true, environment: { NO_COLOR: '' } }, ansiPaint],
    [{ wanted: 'auto', isTerminal: true, environment: { NO_COLOR: '1' } }, plainPaint],
    [{ wanted: 'auto', isTerminal: true, environment: { TERM: 'dumb' } }, plainPaint],
    [{ wanted: 'auto', isTerminal: false, environment: {} }, plainPaint],
    [{ wanted: 'always', isTerminal: false, environment: { NO_COLOR: '1' } }, ansiPaint],
    [{ wanted: 'never', isTerminal: true, environment: {} }, plainPaint],
  ])('of %j', (facts, paint) => {
    expect(paintFor(facts)).toBe(paint);
  });
});

describe('a paint', () => {
  it('adds its sequences, or nothing', () => {
    expect([ansiPaint('x', 'bold', 'red'), ansiPaint('x'), plainPaint('x', 'bold')]).toEqual([
      '\u001b[1;31mx\u001b[0m',
      'x',
      'x',
    ]);
  });
});
