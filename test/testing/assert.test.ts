import { describe, expect, it } from 'vitest';
import { assert, assertEqual, assertRejects } from '../../src/testing/assert.js';

describe('assert', () => {
  it('passes a true condition and names what failed otherwise', () => {
    assert(true, 'never shown');
    expect(() => assert(false, 'the door is closed')).toThrow('the door is closed');
  });
});

describe('assertEqual', () => {
  it.each([
    ['numbers', 1, 1],
    ['not-a-number', Number.NaN, Number.NaN],
    ['nested values', { a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] }],
    ['bytes', new Uint8Array([1, 2]), new Uint8Array([1, 2])],
    ['nothing', undefined, undefined],
  ])('accepts equal %s', (_, actual, expected) => {
    assertEqual<unknown>(actual, expected, 'value');
  });

  it.each<[string, unknown, unknown, string]>([
    ['a different leaf', { a: [1, { b: 'x' }] }, { a: [1, { b: 'y' }] }, 'value.a.1.b is "x"; expected "y"'],
    ['a missing property', {}, { a: 1 }, 'value.a is missing; expected 1'],
    ['an extra property', { a: undefined }, {}, 'value.a is undefined; expected no such property'],
    ['a longer list', [1, 2], [1], 'value.1 is 2; expected no such property'],
    ['another kind of object', [], {}, 'value is []; expected {}'],
    ['bytes against a list', new Uint8Array([1]), [1], 'value is {"0":1}; expected [1]'],
    ['nothing against null', undefined, null, 'value is undefined; expected null'],
  ])('tells %s', (_, actual, expected, message) => {
    expect(() => assertEqual(actual, expected, 'value')).toThrow(message);
  });

  it('cuts long values in its message', () => {
    expect(() => assertEqual('x'.repeat(1000), '', 'value')).toThrow(/^value is "x{399}…; expected ""$/);
  });
});

describe('assertRejects', () => {
  it('settles with the reason', async () => {
    const reason = new Error('no');
    expect(await assertRejects(Promise.reject(reason), 'the call')).toBe(reason);
  });

  it('fails when nothing was rejected', async () => {
    await expect(assertRejects(Promise.resolve(1), 'the call')).rejects.toThrow('the call should have been rejected');
  });
});
