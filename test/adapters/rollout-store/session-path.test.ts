import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayFolder,
  likelyDays,
  planSessionPath,
  threadIdOfName,
} from '../../../src/adapters/rollout-store/session-path.js';

const threadId = '01a1f861-0b4b-7ea1-b126-53e5ea5482fc';
const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 300);

describe('planSessionPath', () => {
  it.each([
    ['UTC', 0, { year: '2026', month: '11', day: '20' }, '2026-11-20T23-10-42'],
    ['a zone ahead of UTC, where it is tomorrow', 90, { year: '2026', month: '11', day: '21' }, '2026-11-21T00-40-42'],
    ['a zone behind UTC', -720, { year: '2026', month: '11', day: '20' }, '2026-11-20T11-10-42'],
  ])('names a session by the local time of %s', (_, utcOffsetMinutes, day, time) => {
    const createdAt = Date.UTC(2026, 10, 20, 23, 10, 42, 375);
    expect(planSessionPath({ threadId, createdAt, utcOffsetMinutes })).toEqual({
      day,
      name: `rollout-${time}-${threadId}.jsonl`,
    });
  });
});

describe('threadIdOfName', () => {
  it.each<[string, string | undefined]>([
    [`rollout-2026-11-20T11-10-42-${threadId}.jsonl`, threadId],
    [`rollout-2026-11-20T11-10-42-${threadId}.jsonl.lock`, undefined],
    [`rollout-2026-11-20T11-10-42-${threadId.toUpperCase()}.jsonl`, undefined],
    [`rollout-2026-11-20T11-10-42-${'-'.repeat(36)}.jsonl`, undefined],
    [`rollout-${threadId}.jsonl`, undefined],
    ['history.jsonl', undefined],
  ])('reads `%s` as %s', (name, expected) => {
    expect(threadIdOfName(name)).toBe(expected);
  });
});

describe('likelyDays', () => {
  it('guesses the day of the id first', () => {
    expect(likelyDays(threadId).map((day) => dayFolder('/s', day))).toEqual([
      '/s/2026/11/20',
      '/s/2026/11/21',
      '/s/2026/11/19',
    ]);
  });

  it('always has the day under which a session of that moment is kept', () => {
    const moments = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), (createdAt, utcOffsetMinutes) => {
        const time = createdAt.toString(16).padStart(12, '0');
        const id = `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
        expect(likelyDays(id)).toContainEqual(planSessionPath({ threadId: id, createdAt, utcOffsetMinutes }).day);
      }),
      { numRuns },
    );
  });
});
