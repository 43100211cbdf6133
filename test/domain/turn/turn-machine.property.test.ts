import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry } from '../../../src/domain/conversation/history-item.js';
import { noUsage } from '../../../src/domain/conversation/token-usage.js';
import type { ModelFailure } from '../../../src/domain/turn/model-failure.js';
import { spendingLimits } from '../../../src/domain/turn/spending-limit.js';
import { advanceTurn, defaultTurnRules, startTurn } from '../../../src/domain/turn/turn-machine.js';
import type { TurnEffect, TurnInput, TurnStep } from '../../../src/domain/turn/turn-protocol.js';
import type { TurnRules, TurnState } from '../../../src/domain/turn/turn-state.js';

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
  fc.nat(150).map((tokens): TurnInput => ({ type: 'sampled', usage: { ...noUsage, totalTokens: tokens } })),
  failure.map((value): TurnInput => ({ type: 'sampling-failed', failure: value })),
  fc.constant<TurnInput>({ type: 'compacted', replacement: { message: 'notes', entries: [] } }),
  failure.map((value): TurnInput => ({ type: 'compaction-failed', failure: value })),
  fc.nat(150).map((elapsedMs): TurnInput => ({ type: 'time-passed', elapsedMs })),
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
  fc.nat(3).map((slot): TurnInput => ({ type: 'call-denied', slot, output: `denied ${slot}` })),
  fc.constant<TurnInput>({ type: 'waited' }),
  fc.constant<TurnInput>({ type: 'steer', entries: [messageEntry('user', 'more')] }),
  fc.constant<TurnInput>({ type: 'interrupt' }),
);

/** Turns with and without compaction and limits. */
const anyStart: fc.Arbitrary<TurnStep> = fc
  .record({
    compactAtTokens: fc.constantFrom(50, 100, Number.POSITIVE_INFINITY),
    limit: fc.constantFrom({}, { tokens: 200 }, { toolCalls: 3 }, { wallClockMs: 100 }),
    contextTokens: fc.nat(100),
  })
  .map(({ compactAtTokens, limit, contextTokens }) => {
    const limits = spendingLimits(limit, {}, { tokens: 0, toolCalls: 0, wallClockMs: 0 });
    const rules: TurnRules = { ...defaultTurnRules, compactAtTokens, limits };
    return startTurn([messageEntry('user', 'go')], rules, contextTokens);
  });

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
function playToTheEnd(begun: TurnStep, inputs: readonly TurnInput[]): Played {
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
      fc.property(anyStart, sequences, (begun, inputs) => {
        expect(playToTheEnd(begun, inputs).state.phase).toBe('finished');
      }),
      { numRuns },
    );
  });

  it('gives every call exactly one output, after the call and in the order of the calls', () => {
    fc.assert(
      fc.property(anyStart, sequences, (begun, inputs) => {
        const history = historyOf(playToTheEnd(begun, inputs).effects);
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

  it('puts what a call came to into the session as soon as that is known', () => {
    fc.assert(
      fc.property(anyStart, sequences, (begun, inputs) => {
        let { state } = begun;
        for (const input of inputs) {
          const running =
            input.type === 'call-finished' && state.phase !== 'finished'
              ? state.calls[input.slot]?.progress.kind === 'running'
              : false;
          const step = advanceTurn(state, input);
          state = step.state;
          const written = step.effects.flatMap((effect): readonly HistoryEntry[] => {
            if (effect.type === 'keep-output') return [effect.entry];
            return effect.type === 'record' ? effect.entries : [];
          });
          if (running && input.type === 'call-finished') {
            expect(written.map(({ item }) => item)).toContainEqual(expect.objectContaining({ output: input.output }));
          }
        }
      }),
      { numRuns },
    );
  });

  it('has no effect after it finished, and finishes once', () => {
    fc.assert(
      fc.property(anyStart, sequences, sequences, (begun, inputs, late) => {
        const played = playToTheEnd(begun, inputs);
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
      fc.property(anyStart, sequences, (begun, inputs) => {
        let { state } = begun;
        for (const input of inputs) {
          const step = advanceTurn(state, input);
          if (step.effects.some(({ type }) => type === 'sample' || type === 'compact')) {
            const open = step.state.phase === 'finished' ? [] : step.state.calls;
            expect(open).toEqual([]);
          }
          state = step.state;
        }
      }),
      { numRuns },
    );
  });

  it('loses nothing that the user said', () => {
    fc.assert(
      fc.property(anyStart, sequences, (begun, inputs) => {
        const recorded = historyOf(playToTheEnd(begun, inputs).effects).filter(({ json }) => json.includes('"more"'));
        let { state } = begun;
        let expected = 0;
        for (const input of inputs) {
          if (input.type === 'steer' && state.phase !== 'finished') expected += 1;
          state = advanceTurn(state, input).state;
        }
        expect(recorded).toHaveLength(expected);
      }),
      { numRuns },
    );
  });

  it('compacts a context only once between two answers of the model', () => {
    fc.assert(
      fc.property(anyStart, sequences, (begun, inputs) => {
        const replaced = playToTheEnd(begun, inputs).effects.filter(({ type }) => type !== 'record');
        for (const [index, { type }] of replaced.entries()) {
          if (type === 'replace-history') expect(replaced[index + 1]?.type).not.toBe('compact');
        }
      }),
      { numRuns },
    );
  });

  it('runs no more calls than its limits allow', () => {
    fc.assert(
      fc.property(sequences, fc.nat(4), (inputs, toolCalls) => {
        const limits = spendingLimits({ toolCalls }, {}, { tokens: 0, toolCalls: 0, wallClockMs: 0 });
        const begun = startTurn([], { ...defaultTurnRules, limits });
        const { effects } = playToTheEnd(begun, inputs);
        expect(effects.filter(({ type }) => type === 'prepare-call').length).toBeLessThanOrEqual(toolCalls);
      }),
      { numRuns },
    );
  });
});
