import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startReadyCalls } from '../../../src/domain/turn/schedule-calls.js';
import type { PendingCall } from '../../../src/domain/turn/turn-state.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

const letters: Readonly<Record<string, PendingCall['progress']>> = {
  '.': { kind: 'preparing' },
  a: { kind: 'asking', mode: 'parallel' },
  A: { kind: 'asking', mode: 'exclusive' },
  q: { kind: 'queued', mode: 'parallel', permissions: 'sandboxed' },
  Q: { kind: 'queued', mode: 'exclusive', permissions: 'escalated' },
  r: { kind: 'running', mode: 'parallel' },
  R: { kind: 'running', mode: 'exclusive' },
  d: { kind: 'done', output: '' },
};

/** Calls written as one letter each; capitals are exclusive. */
function calls(text: string): readonly PendingCall[] {
  return [...text].map((letter, index) => ({
    call: { kind: 'function-call', callId: `c${index}`, name: 'x', arguments: '{}' },
    progress: letters[letter] ?? { kind: 'preparing' },
  }));
}

function written(all: readonly PendingCall[]): string {
  return all
    .map(
      ({ progress }) =>
        Object.entries(letters).find(([, known]) => JSON.stringify(known) === JSON.stringify(progress))?.[0],
    )
    .join('');
}

describe('startReadyCalls', () => {
  it.each([
    ['', ''],
    ['q', 'r'],
    ['Q', 'R'],
    ['qqq', 'rrr'],
    ['QQ', 'RQ'],
    ['qQ', 'rQ'],
    ['Qq', 'Rq'],
    ['dQq', 'dRq'],
    ['dq', 'dr'],
    ['rq', 'rr'],
    ['Rq', 'Rq'],
    ['.q', '.q'],
    ['aq', 'ar'],
    ['Aq', 'Aq'],
    ['aQ', 'aQ'],
    ['qQq', 'rQq'],
    ['ddd', 'ddd'],
  ])('turns %j into %j', (before, after) => {
    expect(written(startReadyCalls(calls(before)).calls)).toBe(after);
  });

  it('reports what it started, with its slot and its permissions', () => {
    const before = calls('dqq');
    expect(startReadyCalls(before).started).toEqual(
      [1, 2].map((slot) => ({ type: 'run-call', slot, call: before[slot]?.call, permissions: 'sandboxed' })),
    );
  });

  it('never lets an exclusive call run beside another one, and never lets anybody wait for ever', () => {
    const kinds = fc.array(fc.constantFrom('q', 'Q'), { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(kinds, fc.array(fc.nat(7), { maxLength: 30 }), (start, order) => {
        let state = startReadyCalls(calls(start)).calls;
        const picks = [...order];
        while (!/^d*$/.test(written(state))) {
          const text = written(state);
          const running = [...text].flatMap((letter, slot) => (letter === 'r' || letter === 'R' ? [slot] : []));
          expect(running.length).toBeGreaterThan(0);
          if (text.includes('R')) expect(running).toHaveLength(1);
          const ends = running[(picks.shift() ?? 0) % running.length];
          const ended = state.map((call, slot) =>
            slot === ends ? { ...call, progress: { kind: 'done', output: '' } as const } : call,
          );
          state = startReadyCalls(ended).calls;
        }
      }),
      { numRuns },
    );
  });
});
