import { describe, expect, it } from 'vitest';
import type { ReplacementHistory } from '../../../src/domain/conversation/compaction/replacement-history.js';
import { estimateContextTokens } from '../../../src/domain/conversation/context-size.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry } from '../../../src/domain/conversation/history-item.js';
import { noUsage, type TokenUsage } from '../../../src/domain/conversation/token-usage.js';
import { interruptionNotice } from '../../../src/domain/turn/interruption-notice.js';
import type { ModelFailure } from '../../../src/domain/turn/model-failure.js';
import { advanceTurn, defaultTurnRules, startCompaction, startTurn } from '../../../src/domain/turn/turn-machine.js';
import type { TurnEffect, TurnInput, TurnStep } from '../../../src/domain/turn/turn-protocol.js';
import type { TurnRules } from '../../../src/domain/turn/turn-state.js';

const say = (role: 'user' | 'assistant', text: string): HistoryEntry =>
  encodeHistoryItem({
    kind: 'message',
    role,
    content: [{ kind: role === 'user' ? 'input-text' : 'output-text', text }],
  });
const call = encodeHistoryItem({ kind: 'function-call', callId: 'a', name: 'exec_command', arguments: '{}' });
const output = (text: string): HistoryEntry =>
  encodeHistoryItem({ kind: 'function-call-output', callId: 'a', output: text });
const usage = (totalTokens: number): TokenUsage => ({ ...noUsage, inputTokens: totalTokens, totalTokens });
const sampled = (totalTokens: number): TurnInput => ({ type: 'sampled', usage: usage(totalTokens) });
const answered: TurnInput = { type: 'call-prepared', slot: 0, verdict: { kind: 'answer', output: 'x' } };

const prompt = say('user', 'hello');
const replacement: ReplacementHistory = { message: 'notes', entries: [say('user', 'notes')] };
const compacted: TurnInput = { type: 'compacted', replacement, usage: usage(50) };
const failed = (failure: ModelFailure): TurnInput => ({ type: 'compaction-failed', failure });
const rules: TurnRules = { ...defaultTurnRules, compactAtTokens: 1000 };
const compact = (share = 1): TurnEffect => ({ type: 'compact', share });
const count = (totalTokens: number): TurnEffect => ({ type: 'count', usage: usage(totalTokens) });
const record = (...entries: HistoryEntry[]): TurnEffect => ({ type: 'record', entries });
const replace: TurnEffect = { type: 'replace-history', replacement };
const sample: TurnEffect = { type: 'sample' };

/** All effects of a turn, one list for its beginning and one per input. */
function play(begun: TurnStep, inputs: readonly TurnInput[]): readonly (readonly TurnEffect[])[] {
  let { state } = begun;
  const after = inputs.map((input) => {
    const step = advanceTurn(state, input);
    state = step.state;
    return step.effects;
  });
  return [begun.effects, ...after];
}

describe('a turn on a long conversation', () => {
  it.each([
    [999, [record(prompt), sample]],
    [1000, [compact()]],
  ])('that has %i of 1000 tokens begins as it should', (tokens, effects) => {
    expect(startTurn([prompt], rules, tokens).effects).toEqual(effects);
  });

  it('never compacts without a limit', () => {
    expect(startTurn([prompt], defaultTurnRules, Number.MAX_SAFE_INTEGER).effects).toEqual([record(prompt), sample]);
  });

  it('shows what the user says after the compaction, so that it is not summed up', () => {
    expect(play(startTurn([prompt], rules, 5000), [compacted])).toEqual([
      [compact()],
      [count(50), replace, record(prompt), sample],
    ]);
  });

  it('compacts between two requests when an output is too much', () => {
    const room = 1000 - estimateContextTokens([output('x')]);
    const turns = [room - 1, room].map((tokens) =>
      play(startTurn([prompt], rules), [{ type: 'item', entry: call }, answered, sampled(tokens)]).at(-1),
    );
    expect(turns).toEqual([
      [count(room - 1), record(output('x')), sample],
      [count(room), record(output('x')), compact()],
    ]);
  });

  it('goes by an estimate while the provider counts nothing', () => {
    const long = say('assistant', 'x'.repeat(5000));
    const effects = play(startTurn([prompt], rules), [
      { type: 'item', entry: long },
      { type: 'item', entry: call },
      answered,
      { type: 'sampled' },
    ]);
    expect(effects.at(-1)).toEqual([record(output('x')), compact()]);
  });

  it('does not compact twice without asking the model in between, however much is left', () => {
    const broken: TurnInput = { type: 'sampling-failed', failure: { kind: 'disconnected', message: 'cut' } };
    const large: ReplacementHistory = { message: 'notes', entries: [say('user', 'x'.repeat(8000))] };
    const effects = play(startTurn([prompt], rules, 1000), [
      { type: 'compacted', replacement: large },
      broken,
      { type: 'waited' },
      { type: 'item', entry: call },
      answered,
      sampled(2000),
    ]);
    expect([effects[1], effects[3], effects[6]]).toEqual([
      [{ type: 'replace-history', replacement: large }, record(prompt), sample],
      [sample],
      [count(2000), record(output('x')), compact()],
    ]);
  });

  it('shows what the user adds during a compaction after it', () => {
    const more = say('user', 'more');
    const effects = play(startTurn([prompt], rules, 1000), [{ type: 'steer', entries: [more] }, compacted]);
    expect(effects.at(-1)).toEqual([count(50), replace, record(prompt, more), sample]);
  });
});

describe('a compaction that fails', () => {
  it('is repeated like any request', () => {
    const effects = play(startTurn([prompt], rules, 1000), [
      failed({ kind: 'disconnected', message: 'cut' }),
      { type: 'waited' },
    ]);
    expect(effects.slice(1)).toEqual([
      [
        { type: 'notice', message: 'Reconnecting... 1/5 (stream disconnected before completion: cut)' },
        { type: 'wait', delayMs: 200 },
      ],
      [compact()],
    ]);
  });

  it('fails the turn when a repetition cannot mend it, and keeps what the user said', () => {
    expect(play(startTurn([prompt], rules, 1000), [failed({ kind: 'bad-request', message: 'no' })]).at(-1)).toEqual([
      { type: 'cancel' },
      record(prompt),
      { type: 'finish', outcome: { kind: 'failed', message: 'no' } },
    ]);
  });

  it('is tried on shorter and shorter parts of a history that is too long', () => {
    const overflow = failed({ kind: 'context-overflow' });
    const effects = play(startTurn([prompt], rules, 1000), [overflow, overflow, overflow, overflow]);
    expect(effects.slice(0, 4)).toEqual([[compact(1)], [compact(1 / 2)], [compact(1 / 4)], [compact(1 / 8)]]);
    expect(effects[4]?.at(-1)).toMatchObject({ type: 'finish', outcome: { kind: 'failed' } });
  });

  it('ends at once when the turn is interrupted', () => {
    expect(play(startTurn([prompt], rules, 1000), [{ type: 'interrupt' }, compacted]).slice(1)).toEqual([
      [{ type: 'cancel' }, record(prompt, interruptionNotice()), { type: 'finish', outcome: { kind: 'interrupted' } }],
      [],
    ]);
  });
});

describe('a context that the provider finds too long', () => {
  it('is remembered as full, so that the next turn begins with a compaction', () => {
    const overflow: TurnInput = { type: 'sampling-failed', failure: { kind: 'context-overflow' } };
    expect(
      play(startTurn([prompt], rules), [overflow])
        .at(-1)
        ?.map(({ type }) => type),
    ).toEqual(['context-full', 'cancel', 'finish']);
  });
});

describe('a compaction on demand', () => {
  it('does nothing else', () => {
    expect(play(startCompaction(rules), [compacted])).toEqual([
      [compact()],
      [count(50), replace, { type: 'finish', outcome: { kind: 'completed' } }],
    ]);
  });

  it('leaves no trace when it is interrupted', () => {
    expect(play(startCompaction(rules), [{ type: 'interrupt' }]).at(-1)).toEqual([
      { type: 'cancel' },
      { type: 'finish', outcome: { kind: 'interrupted' } },
    ]);
  });
});
