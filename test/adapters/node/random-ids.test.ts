import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomIds } from '../../../src/adapters/node/random-ids.js';

const version7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 200);

describe('RandomIds', () => {
  it('makes UUIDs of version 7 that carry the time', () => {
    const moment = Date.UTC(2026, 10, 20, 10, 10, 42, 375);
    const id = new RandomIds({ now: () => moment }).uuid();
    expect(id).toMatch(version7);
    expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(moment);
  });

  it('makes ids that sort in the order of their making', () => {
    const ids = new RandomIds();
    const made = Array.from({ length: 20_000 }, () => ids.uuid());
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
  });

  it('keeps the order whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { maxLength: 50 }), (times) => {
        let at = 0;
        const ids = new RandomIds({ now: () => times[at++] ?? 0 });
        const made = times.map(() => ids.uuid());
        expect(made.every((id) => version7.test(id))).toBe(true);
        expect(made).toEqual([...made].sort());
      }),
      { numRuns },
    );
  });

  it('runs ahead of a clock that stands still rather than to repeat itself', () => {
    const ids = new RandomIds({ now: () => 1 });
    const made = Array.from({ length: 10_000 }, () => ids.uuid());
    expect(made).toEqual([...made].sort());
    expect(new Set(made.map((id) => id.slice(0, 18))).size).toBe(made.length);
  });

  it.each([0, 1, 2, 5, 6, 32, 9001])('makes %i hexadecimal digits', (digits) => {
    expect(new RandomIds().hex(digits)).toMatch(/^[0-9a-f]*$/);
    expect(new RandomIds().hex(digits)).toHaveLength(digits);
  });

  it('does not repeat itself across generators', () => {
    const made = Array.from({ length: 100 }, () => new RandomIds().hex(16));
    expect(new Set(made).size).toBe(100);
  });
});
