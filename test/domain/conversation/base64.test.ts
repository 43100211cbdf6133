import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64 } from '../../../src/domain/conversation/base64.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

describe('base64', () => {
  it.each([
    [[], ''],
    [[0], 'AA=='],
    [[0, 0], 'AAA='],
    [[255, 255, 255], '////'],
    [[251, 239, 190], '++++'],
  ])('writes %j as %j', (bytes, text) => {
    expect(base64(Uint8Array.from(bytes))).toBe(text);
  });

  it('agrees with Node', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
      { numRuns },
    );
  });

  it('writes a part of a larger buffer', () => {
    expect(base64(Uint8Array.from([9, 1, 2, 3, 9]).subarray(1, 4))).toBe('AQID');
  });

  it('writes megabytes', () => {
    const bytes = new Uint8Array(3 * 1024 * 1024).map((_, index) => index % 251);
    expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });
});
