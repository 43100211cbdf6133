import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonWithin, objectWithin, own, ownText } from '../../../src/domain/mcp/json-extent.js';

const limits = { maxDepth: 3, maxNodes: 10, maxCharacters: 20 };
const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

describe('jsonWithin', () => {
  it.each([null, true, 1, 'text', [], {}, { a: [{ b: 1 }] }, Array(9).fill(0), ['x'.repeat(20)]])(
    'takes %j',
    (value) => {
      expect(jsonWithin(value, limits)).toBe(value);
    },
  );

  it.each([
    ['nests too deeply', [[[[]]]]],
    ['has too many elements', Array(10).fill(0)],
    ['has too many members', Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`${index}`, 0]))],
    ['has too much text', ['x'.repeat(21)]],
    ['has too long a key', { ['x'.repeat(21)]: 0 }],
    ['is not JSON', { a: undefined }],
    ['is a function', () => 0],
  ])('refuses what %s', (_, value) => {
    expect(jsonWithin(value, limits)).toBeUndefined();
  });

  it('takes a value exactly when it is small enough', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const roomy = { maxDepth: 4, maxNodes: 1e6, maxCharacters: 1e6 };
        expect(jsonWithin(value, roomy) !== undefined).toBe(depthOf(value) <= 4);
      }),
      { numRuns },
    );
  });

  it('does not need a stack for what nests a million times', () => {
    const bomb = JSON.parse(`${'['.repeat(1e6)}${']'.repeat(1e6)}`) as unknown;
    expect(jsonWithin(bomb, { ...limits, maxDepth: 2e6, maxNodes: 2e6 })).toBe(bomb);
    expect(jsonWithin(bomb, limits)).toBeUndefined();
  });
});

describe('own', () => {
  it('does not see what a prototype holds', () => {
    const value = JSON.parse('{"__proto__":{"name":"x"},"text":"t"}') as Record<string, unknown>;
    expect([own(value, 'name'), own(value, 'toString'), ownText(value, 'text'), ownText(value, '__proto__')]).toEqual([
      undefined,
      undefined,
      't',
      undefined,
    ]);
  });
});

describe('objectWithin', () => {
  it.each([[[]], ['x'], [null]])('refuses %j', (value) => {
    expect(objectWithin(value, limits)).toBeUndefined();
  });
});
