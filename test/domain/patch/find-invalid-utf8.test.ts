import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInvalidUtf8 } from '../../../src/domain/patch/find-invalid-utf8.js';

describe('findInvalidUtf8', () => {
  it.each([
    ['nothing', [], undefined],
    ['text', [...new TextEncoder().encode('aé€😀')], undefined],
    ['a wrong first byte', [0xff, 0xfe], { index: 0, length: 1 }],
    ['a continuation byte alone', [0x61, 0x80], { index: 1, length: 1 }],
    ['an overlong form', [0xc0, 0x80], { index: 0, length: 1 }],
    ['an overlong form of three bytes', [0xe0, 0x80, 0x80], { index: 0, length: 1 }],
    ['a surrogate', [0xed, 0xa0, 0x80], { index: 0, length: 1 }],
    ['a broken third byte', [0x61, 0xe2, 0x82, 0x61], { index: 1, length: 2 }],
    ['a broken fourth byte', [0xf0, 0x9f, 0x98, 0x20], { index: 0, length: 3 }],
    ['beyond the last character', [0xf4, 0x90, 0x80, 0x80], { index: 0, length: 1 }],
    ['an end within a character', [0x61, 0xe2, 0x82], { index: 1 }],
  ])('judges %s', (_, bytes, expected) => {
    expect(findInvalidUtf8(Uint8Array.from(bytes))).toEqual(expected);
  });

  it('agrees with the decoder of the platform on arbitrary bytes', () => {
    const decodes = (bytes: Uint8Array) => {
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        return true;
      } catch {
        return false;
      }
    };
    const byte = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0x80, 0xbf, 0x9f, 0xa0),
    );
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (values) => {
        const bytes = Uint8Array.from(values);
        return (findInvalidUtf8(bytes) === undefined) === decodes(bytes);
      }),
      { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 500) },
    );
  });
});
