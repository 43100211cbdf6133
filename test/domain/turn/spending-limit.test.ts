import { describe, expect, it } from 'vitest';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry } from '../../../src/domain/conversation/history-item.js';
import { noUsage } from '../../../src/domain/conversation/token-usage.js';
import {
  nothingSpent,
  type SpendingLimit,
  type SpendingLimits,
  spendingLimits,
  timeLeft,
} from '../../../src/domain/turn/spending-limit.js';
import { advanceTurn, defaultTurnRules, startTurn } from '../../../src/domain/turn/turn-machine.js';
import type { TurnEffect, TurnInput } from '../../../src/domain/turn/turn-protocol.js';

const prompt = encodeHistoryItem({ kind: 'message', role: 'user', content: [{ kind: 'input-text', text: 'hello' }] });
const call = (callId: string): HistoryEntry =>
  encodeHistoryItem({ kind: 'function-call', callId, name: 'exec_command', arguments: '{}' });
const calls = (callId: string): TurnInput => ({ type: 'item', entry: call(callId) });
const answers = (slot: number): TurnInput => ({
  type: 'call-prepared',
  slot,
  verdict: { kind: 'answer', output: 'done' },
});
const sampled = (totalTokens = 10): TurnInput => ({ type: 'sampled', usage: { ...noUsage, totalTokens } });
const output = (callId: string, text: string): HistoryEntry =>
  encodeHistoryItem({ kind: 'function-call-output', callId, output: text });

function play(limits: readonly SpendingLimit[], inputs: readonly TurnInput[]): readonly TurnEffect[] {
  let { state, effects } = startTurn([prompt], { ...defaultTurnRules, limits });
  for (const input of inputs) ({ state, effects } = advanceTurn(state, input));
  return effects;
}

const ofTurn = (limits: SpendingLimits): readonly SpendingLimit[] => spendingLimits(limits, {}, nothingSpent);
const refused = 'not run: the limit of tool calls is reached';
const finish = (limit: SpendingLimit, amount: string): TurnEffect => ({
  type: 'finish',
  outcome: {
    kind: 'limit-reached',
    limit,
    message: `the ${limit.scope} reached its limit of ${amount}; raise \`limits.${limit.kind}\` to let it go on`,
  },
});

describe('limits of a turn', () => {
  it('stop it before the request that would use more tokens, after its calls were answered', () => {
    const limit: SpendingLimit = { scope: 'turn', kind: 'tokens', max: 20, before: 0 };
    expect(play(ofTurn({ tokens: 20 }), [calls('a'), answers(0), sampled(19)]).at(-1)).toEqual({ type: 'sample' });
    expect(play(ofTurn({ tokens: 20 }), [calls('a'), answers(0), sampled(20)]).slice(1)).toEqual([
      { type: 'record', entries: [output('a', 'done')] },
      finish(limit, '20 tokens'),
    ]);
  });

  it('do not matter to a turn that is complete', () => {
    expect(play(ofTurn({ tokens: 1 }), [sampled(100)]).at(-1)).toEqual({
      type: 'finish',
      outcome: { kind: 'completed' },
    });
  });

  it('let as many calls run as they say, and answer the others', () => {
    const limits = ofTurn({ toolCalls: 1 });
    const limit: SpendingLimit = { scope: 'turn', kind: 'toolCalls', max: 1, before: 0 };
    expect(play(limits, [calls('a'), answers(0), sampled()]).at(-1)).toEqual({ type: 'sample' });
    const both = [calls('a'), answers(0), calls('b')];
    expect(play(limits, both)).toEqual([{ type: 'record', entries: [call('b')] }]);
    expect(play(limits, [...both, sampled()]).slice(1)).toEqual([
      { type: 'record', entries: [output('a', 'done'), output('b', refused)] },
      finish(limit, '1 tool calls'),
    ]);
  });

  it('stop it when its time is up, whatever it waits for, and answer its calls', () => {
    const limits = ofTurn({ wallClockMs: 500 });
    const limit: SpendingLimit = { scope: 'turn', kind: 'wallClockMs', max: 500, before: 0 };
    const early: TurnInput = { type: 'time-passed', elapsedMs: 499 };
    const up: TurnInput = { type: 'time-passed', elapsedMs: 500 };
    const runs: TurnInput = {
      type: 'call-prepared',
      slot: 0,
      verdict: { kind: 'run', mode: 'parallel', permissions: 'sandboxed' },
    };
    const asks: TurnInput = { type: 'call-prepared', slot: 0, verdict: { kind: 'ask', mode: 'parallel' } };
    const finished: TurnInput = { type: 'call-finished', slot: 0, output: 'cut off' };
    const declined: TurnInput = { type: 'approval-decided', slot: 0, decision: { kind: 'declined', output: 'no' } };
    const stopped = [{ type: 'cancel' }, finish(limit, '500 ms')];
    expect(play(limits, [early])).toEqual([]);
    expect(play(limits, [up])).toEqual(stopped);
    expect(play(limits, [calls('a'), sampled(), runs, up])).toEqual([{ type: 'cancel' }]);
    expect(play(limits, [calls('a'), sampled(), runs, up, finished]).slice(-2)).toEqual([
      { type: 'record', entries: [output('a', 'cut off')] },
      finish(limit, '500 ms'),
    ]);
    expect(play(limits, [calls('a'), asks, sampled(), up, declined]).slice(-2)).toEqual([
      { type: 'record', entries: [output('a', 'no')] },
      finish(limit, '500 ms'),
    ]);
  });

  it('cut a delay short', () => {
    const limits = ofTurn({ wallClockMs: 500 });
    const limit: SpendingLimit = { scope: 'turn', kind: 'wallClockMs', max: 500, before: 0 };
    const up: TurnInput = { type: 'time-passed', elapsedMs: 500 };
    const broken: TurnInput = { type: 'sampling-failed', failure: { kind: 'disconnected', message: 'cut' } };
    expect(play(limits, [broken, up])).toEqual([{ type: 'cancel' }, finish(limit, '500 ms')]);
  });

  it.each<[keyof SpendingLimits, string]>([
    ['tokens', '0 tokens'],
    ['wallClockMs', '0 ms'],
  ])('of no %s keep what the user said and ask nothing', (kind, amount) => {
    const limit: SpendingLimit = { scope: 'turn', kind, max: 0, before: 0 };
    expect(startTurn([prompt], { ...defaultTurnRules, limits: [limit] }).effects).toEqual([
      { type: 'record', entries: [prompt] },
      finish(limit, amount),
    ]);
  });
});

describe('limits of a thread', () => {
  it('count what was used before the turn', () => {
    const spent = { tokens: 90, toolCalls: 3, wallClockMs: 400 };
    const limits = spendingLimits({}, { tokens: 100, toolCalls: 3, wallClockMs: 1000 }, spent);
    expect(timeLeft(limits)).toBe(600);
    expect(play(limits, [calls('a')])).toEqual([{ type: 'record', entries: [call('a')] }]);
    expect(play(limits, [calls('a'), sampled(10)]).at(-1)).toEqual(
      finish({ scope: 'thread', kind: 'tokens', max: 100, before: 90 }, '100 tokens'),
    );
  });

  it('leave no time when it was used up, and any amount when there is no limit', () => {
    expect(timeLeft(spendingLimits({}, { wallClockMs: 5 }, { ...nothingSpent, wallClockMs: 9 }))).toBe(0);
    expect(timeLeft(spendingLimits({ wallClockMs: 3 }, { wallClockMs: 5 }, nothingSpent))).toBe(3);
    expect(timeLeft(ofTurn({ tokens: 3 }))).toBeUndefined();
  });
});
