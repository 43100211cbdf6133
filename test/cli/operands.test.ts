import { describe, expect, it } from 'vitest';
import { allOperands, operandsOf, withSeparator } from '../../src/cli/operands.js';

describe('operands', () => {
  it('marks nothing without `--`', () => {
    expect(withSeparator(['sandbox', 'ls'])).toEqual(['sandbox', 'ls']);
  });

  it('marks the first `--` alone', () => {
    expect(withSeparator(['sandbox', '--', 'sh', '--'])).toEqual(['sandbox', '--', '\0', 'sh', '--']);
  });

  it.each([
    ['nothing', [], { before: [] }],
    ['no mark', ['a', 'b'], { before: ['a', 'b'] }],
    ['a mark in front', ['\0', 'linux'], { before: [], behind: ['linux'] }],
    ['a mark in between', ['name', '\0', 'npx', '-y'], { before: ['name'], behind: ['npx', '-y'] }],
    ['a `--` that belongs to the command', ['sh', '--', '\0', '-x'], { before: ['sh', '--', '-x'] }],
  ] as const)('finds the sides of %s', (_, args, sides) => {
    expect([operandsOf(args), allOperands(args)]).toEqual([
      sides,
      'behind' in sides ? [...sides.before, ...sides.behind] : sides.before,
    ]);
  });
});
