import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry } from '../../../src/domain/conversation/history-item.js';
import type { ModelFailure } from '../../../src/domain/turn/model-failure.js';
import { advanceTurn, startTurn } from '../../../src/domain/turn/turn-machine.js';
import type { TurnEffect, TurnInput } from '../../../src/domain/turn/turn-protocol.js';
import type { TurnState } from '../../../src/domain/turn/turn-state.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

const failure: fc.Arbitrary<ModelFailure> = fc.constantFrom<ModelFailure[]>(
  { kind: 'unreachable', message: 'x' },
  { kind: 'disconnected', message: 'x' },
  { kind: 'idle', idleMs: 1 },
  { kind: 'bad-request', message: 'x' },
  { kind: 'context-overflow' },
  { kind: 'rate-limited', message: 'x', retryAfterMs: 5 },
);

/** Every input there is, sensible or not: slots that do not exist, results that nobody waits for. */
const anyInput: fc.Arbitrary<TurnInput> = fc.oneof(
  fc.nat(5).map((id): TurnInput => ({ type: 'item', entry: callEntry(`call_${id}`) })),
  fc.constant<TurnInput>({ type: 'item', entry: messageEntry('assistant', 'text') }),
  fc.constant<TurnInput>({ type: 'sampled' }),
  failure.map((value): TurnInput => ({ type: 'sampling-failed', failure: value })),
  fc.nat(3).map(
    (slot): TurnInput => ({
      type: 'call-prepared',
      slot,
      verdict: { kind: 'run', mode: slot % 2 === 0 ? 'parallel' : 'exclusive', permissions: 'sandboxed' },
    }),
  ),
  fc.nat(3).map((slot): TurnInput => ({ type: 'call-prepared', slot, verdict: { kind: 'ask', mode: 'parallel' } })),
  fc.nat(3).map((slot): TurnInput => ({ type: 'approval-decided', slot, decision: { kind: 'approved' } })),
  fc
    .nat(3)
    .map((slot): TurnInput => ({ type: 'approval-decided', slot, decision: { kind: 'declined', output: 'no' } })),
  fc
    .nat(3)
    .map((slot): TurnInput => ({ type: 'approval-decided', slot, decision: { kind: 'cancelled', output: 'no' } })),
  fc.nat(3).map((slot): TurnInput => ({ type: 'call-finished', slot, output: `output ${slot}` })),
  fc.constant<TurnInput>({ type: 'waited' }),
  fc.constant<TurnInput>({ type: 'steer', entries: [messageEntry('user', 'more')] }),
  fc.constant<TurnInput>({ type: 'interrupt' }),
);

function callEntry(callId: string): HistoryEntry {
  return encodeHistoryItem({ kind: 'function-call', callId, name: 'tool', arguments: '{}' });
}

function messageEntry(role: 'user' | 'assistant', text: string): HistoryEntry {
  return encodeHistoryItem({ kind: 'message', role, content: [{ kind: 'input-text', text }] });
}

interface Played {
  readonly state: TurnState;
  readonly effects: readonly TurnEffect[];
}

/** Plays the inputs, then interrupts and answers everything that still runs, as an application would. */
function playToTheEnd(inputs: readonly TurnInput[]): Played {
  const begun = startTurn([messageEntry('user', 'go')]);
  let state = begun.state;
  const effects = [...begun.effects];
  const feed = (input: TurnInput): void => {
    const step = advanceTurn(state, input);
    state = step.state;
    effects.push(...step.effects);
  };
  for (const input of inputs) feed(input);
  feed({ type: 'interrupt' });
  if (state.phase !== 'finished') {
    state.calls.forEach((_, slot) => {
      feed({ type: 'call-finished', slot, output: 'cut off' });
    });
  }
  return { state, effects };
}

function historyOf(effects: readonly TurnEffect[]): readonly HistoryEntry[] {
  return effects.flatMap((effect) => (effect.type === 'record' ? effect.entries : []));
}

const sequences = fc.array(anyInput, { maxLength: 60 });

describe('a turn, whatever happens', () => {
  it('can be interrupted at any point and then ends', () => {
    fc.assert(
      fc.property(sequences, (inputs) => {
        expect(playToTheEnd(inputs).state.phase).toBe('finished');
      }),
      { numRuns },
    );
  });

  it('gives every call exactly one output, after the call and in the order of the calls', () => {
    fc.assert(
      fc.property(sequences, (inputs) => {
        const history = historyOf(playToTheEnd(inputs).effects);
        const calls: string[] = [];
        const answered: string[] = [];
        for (const { item } of history) {
          if (item.kind === 'function-call') calls.push(item.callId);
          if (item.kind === 'function-call-output') answered.push(item.callId);
          expect(answered.length).toBeLessThanOrEqual(calls.length);
        }
        expect(answered).toEqual(calls);
      }),
      { numRuns },
    );
  });

  it('has no effect after it finished, and finishes once', () => {
    fc.assert(
      fc.property(sequences, sequences, (inputs, late) => {
        const played = playToTheEnd(inputs);
        const lateEffects = late.flatMap((input) => [...advanceTurn(played.state, input).effects]);
        expect(lateEffects).toEqual([]);
        expect(played.effects.filter(({ type }) => type === 'finish')).toHaveLength(1);
        expect(played.effects.at(-1)?.type).toBe('finish');
      }),
      { numRuns },
    );
  });

  it('starts each call at most once, and exclusive calls never together with others', () => {
    fc.assert(
      fc.property(sequences, (inputs) => {
        let { state } = startTurn([]);
        for (const input of inputs) {
          const step = advanceTurn(state, input);
          state = step.state;
          if (state.phase === 'finished') return;
          const running = state.calls.flatMap(({ progress }) => (progress.kind === 'running' ? [progress.mode] : []));
          if (running.includes('exclusive')) expect(running).toEqual(['exclusive']);
          const slots = step.effects.flatMap((effect) => (effect.type === 'run-call' ? [effect.slot] : []));
          expect(new Set(slots).size).toBe(slots.length);
        }
      }),
      { numRuns },
    );
  });

  it('samples again only when every call has its output', () => {
    fc.assert(
      fc.property(sequences, (inputs) => {
        let { state } = startTurn([]);
        for (const input of inputs) {
          const step = advanceTurn(state, input);
          if (step.effects.some(({ type }) => type === 'sample')) {
            const open = step.state.phase === 'finished' ? [] : step.state.calls;
            expect(open).toEqual([]);
          }
          state = step.state;
        }
      }),
      { numRuns },
    );
  });
});
