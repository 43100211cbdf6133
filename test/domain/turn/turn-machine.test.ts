import { describe, expect, it } from 'vitest';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry, ToolCallItem } from '../../../src/domain/conversation/history-item.js';
import { noUsage } from '../../../src/domain/conversation/token-usage.js';
import { interruptionNotice } from '../../../src/domain/turn/interruption-notice.js';
import { advanceTurn, startTurn } from '../../../src/domain/turn/turn-machine.js';
import type { TurnEffect, TurnInput } from '../../../src/domain/turn/turn-protocol.js';

const say = (role: 'user' | 'assistant', text: string): HistoryEntry =>
  encodeHistoryItem({
    kind: 'message',
    role,
    content: [{ kind: role === 'user' ? 'input-text' : 'output-text', text }],
  });
const callItem = (callId: string): ToolCallItem => ({
  kind: 'function-call',
  callId,
  name: 'exec_command',
  arguments: '{}',
});
const call = (callId: string): HistoryEntry => encodeHistoryItem(callItem(callId));
const output = (callId: string, text: string): HistoryEntry =>
  encodeHistoryItem({ kind: 'function-call-output', callId, output: text });

const item = (entry: HistoryEntry): TurnInput => ({ type: 'item', entry });
const sampled: TurnInput = { type: 'sampled' };
const runs = (slot: number, mode: 'parallel' | 'exclusive' = 'parallel'): TurnInput => ({
  type: 'call-prepared',
  slot,
  verdict: { kind: 'run', mode, permissions: 'sandboxed' },
});
const asks = (slot: number): TurnInput => ({ type: 'call-prepared', slot, verdict: { kind: 'ask', mode: 'parallel' } });
const denied = (slot: number, text: string): TurnInput => ({ type: 'call-denied', slot, output: text });
const finishes = (slot: number, text: string): TurnInput => ({ type: 'call-finished', slot, output: text });
const prepare = (slot: number, callId: string): TurnEffect => ({ type: 'prepare-call', slot, call: callItem(callId) });
const run = (slot: number, callId: string): TurnEffect => ({
  type: 'run-call',
  slot,
  call: callItem(callId),
  permissions: 'sandboxed',
});
const record = (...entries: HistoryEntry[]): TurnEffect => ({ type: 'record', entries });
const keep = (callId: string, text: string): TurnEffect => ({ type: 'keep-output', entry: output(callId, text) });
const sample: TurnEffect = { type: 'sample' };
const cancel: TurnEffect = { type: 'cancel' };

const prompt = say('user', 'hello');

/** The effects of a turn on `prompt`, one list per input. */
function play(inputs: readonly TurnInput[]): readonly (readonly TurnEffect[])[] {
  let { state } = startTurn([prompt]);
  return inputs.map((input) => {
    const step = advanceTurn(state, input);
    state = step.state;
    return step.effects;
  });
}

describe('the turn machine', () => {
  it('begins by recording the input and asking the model', () => {
    expect(startTurn([prompt]).effects).toEqual([record(prompt), sample]);
  });

  it('finishes with the last message when the model makes no call', () => {
    const usage = { ...noUsage, inputTokens: 5, totalTokens: 5 };
    const effects = play([item(say('assistant', 'hi')), item(say('assistant', 'there')), { type: 'sampled', usage }]);
    expect(effects).toEqual([
      [record(say('assistant', 'hi'))],
      [record(say('assistant', 'there'))],
      [
        { type: 'count', usage },
        { type: 'finish', outcome: { kind: 'completed', lastMessage: 'there' } },
      ],
    ]);
  });

  it('completes an empty response without a message', () => {
    expect(play([sampled])).toEqual([[{ type: 'finish', outcome: { kind: 'completed' } }]]);
  });

  it('runs calls while the model still streams, and records outputs in the order of the calls', () => {
    const effects = play([
      item(call('a')),
      runs(0),
      item(call('b')),
      runs(1),
      finishes(1, 'second'),
      sampled,
      finishes(0, 'first'),
    ]);
    expect(effects).toEqual([
      [record(call('a')), prepare(0, 'a')],
      [run(0, 'a')],
      [record(call('b')), prepare(1, 'b')],
      [run(1, 'b')],
      [keep('b', 'second')],
      [],
      [record(output('a', 'first'), output('b', 'second')), sample],
    ]);
  });

  it('lets an exclusive call wait for the calls before it, and later calls wait for it', () => {
    const effects = play([
      item(call('a')),
      item(call('b')),
      item(call('c')),
      runs(2),
      runs(1, 'exclusive'),
      runs(0),
      finishes(0, ''),
      finishes(1, ''),
    ]);
    expect(effects.slice(3)).toEqual([
      [],
      [],
      [run(0, 'a')],
      [keep('a', ''), run(1, 'b')],
      [keep('b', ''), run(2, 'c')],
    ]);
  });

  it('answers a call that preparation settled', () => {
    const answer: TurnInput = { type: 'call-prepared', slot: 0, verdict: { kind: 'answer', output: 'no such tool' } };
    expect(play([item(call('a')), answer, sampled]).at(-1)).toEqual([record(output('a', 'no such tool')), sample]);
  });

  it('asks for approval and runs an approved call outside of the sandbox', () => {
    const approved: TurnInput = { type: 'approval-decided', slot: 0, decision: { kind: 'approved' } };
    expect(play([item(call('a')), asks(0), approved]).slice(1)).toEqual([
      [{ type: 'ask-approval', slot: 0, call: callItem('a') }],
      [{ type: 'run-call', slot: 0, call: callItem('a'), permissions: 'escalated' }],
    ]);
  });

  it('goes on after a declined call', () => {
    const declined: TurnInput = { type: 'approval-decided', slot: 0, decision: { kind: 'declined', output: 'no' } };
    expect(play([item(call('a')), asks(0), sampled, declined]).at(-1)).toEqual([record(output('a', 'no')), sample]);
  });

  it('ends the turn when an approval is answered with cancel, waiting for the calls that run', () => {
    const cancelled: TurnInput = { type: 'approval-decided', slot: 1, decision: { kind: 'cancelled', output: 'no' } };
    const effects = play([item(call('a')), runs(0), item(call('b')), asks(1), cancelled, finishes(0, 'cut off')]);
    expect(effects.slice(4)).toEqual([
      [cancel],
      [
        record(output('a', 'cut off'), output('b', 'no')),
        record(interruptionNotice()),
        { type: 'finish', outcome: { kind: 'interrupted' } },
      ],
    ]);
  });

  it('interrupts a streaming turn at once when no call runs', () => {
    expect(play([{ type: 'interrupt' }])).toEqual([
      [cancel, record(interruptionNotice()), { type: 'finish', outcome: { kind: 'interrupted' } }],
    ]);
  });

  it('answers calls that never started when it is interrupted', () => {
    const effects = play([
      item(call('a')),
      runs(0, 'exclusive'),
      item(call('b')),
      runs(1),
      { type: 'interrupt' },
      finishes(0, 'cut'),
    ]);
    expect(effects.at(-1)).toEqual([
      record(output('a', 'cut'), output('b', 'aborted by user')),
      record(interruptionNotice()),
      { type: 'finish', outcome: { kind: 'interrupted' } },
    ]);
  });

  it('repeats a request that was not answered silently, and a broken stream with a notice', () => {
    const unreachable: TurnInput = { type: 'sampling-failed', failure: { kind: 'unreachable', message: 'refused' } };
    const broken: TurnInput = { type: 'sampling-failed', failure: { kind: 'disconnected', message: 'cut' } };
    expect(play([unreachable, { type: 'waited' }, broken, { type: 'waited' }])).toEqual([
      [{ type: 'wait', delayMs: 200 }],
      [sample],
      [
        { type: 'notice', message: 'Reconnecting... 1/5 (stream disconnected before completion: cut)' },
        { type: 'wait', delayMs: 200 },
      ],
      [sample],
    ]);
  });

  it('keeps what was finished before a stream broke, and its calls, before it asks again', () => {
    const broken: TurnInput = { type: 'sampling-failed', failure: { kind: 'disconnected', message: 'cut' } };
    const effects = play([item(call('a')), runs(0), broken, finishes(0, 'done'), { type: 'waited' }]);
    expect(effects.slice(3)).toEqual([[record(output('a', 'done')), { type: 'wait', delayMs: 200 }], [sample]]);
  });

  it('fails for good on a failure that a repetition cannot mend, and still answers the calls that run', () => {
    const fatal: TurnInput = { type: 'sampling-failed', failure: { kind: 'bad-request', message: 'no such field' } };
    const effects = play([item(call('a')), runs(0), fatal, finishes(0, 'cut off')]);
    expect(effects.slice(2)).toEqual([
      [cancel],
      [record(output('a', 'cut off')), { type: 'finish', outcome: { kind: 'failed', message: 'no such field' } }],
    ]);
  });

  it('shows what the user adds with the next request, and goes on instead of finishing', () => {
    const added = say('user', 'also this');
    const effects = play([{ type: 'steer', entries: [added] }, item(say('assistant', 'done')), sampled]);
    expect(effects.at(-1)).toEqual([record(added), sample]);
  });

  it('ignores what comes after the end', () => {
    const late: readonly TurnInput[] = [
      item(say('assistant', 'late')),
      sampled,
      finishes(0, 'late'),
      { type: 'interrupt' },
    ];
    expect(play([sampled, ...late]).slice(1)).toEqual([[], [], [], []]);
  });
});

describe('a call that the sandbox stood in the way of', () => {
  const before: readonly TurnInput[] = [item(call('a')), runs(0), sampled];
  const ask: TurnEffect = { type: 'ask-approval', slot: 0, call: callItem('a') };

  it('runs again outside of the sandbox when a person says so', () => {
    const accept: TurnInput = { type: 'approval-decided', slot: 0, decision: { kind: 'approved' } };
    expect(play([...before, denied(0, 'failed'), accept, finishes(0, 'fine')]).slice(3)).toEqual([
      [keep('a', 'failed'), ask],
      [{ ...run(0, 'a'), permissions: 'escalated' }],
      [record(output('a', 'fine')), sample],
    ]);
  });

  it('is answered with what it came to when a person says no', () => {
    const decline: TurnInput = {
      type: 'approval-decided',
      slot: 0,
      decision: { kind: 'declined', output: 'failed' },
    };
    expect(play([...before, denied(0, 'failed'), decline]).slice(3)).toEqual([
      [keep('a', 'failed'), ask],
      [record(output('a', 'failed')), sample],
    ]);
  });

  it('asks nobody in a turn that is being interrupted', () => {
    const effects = play([...before, { type: 'interrupt' }, denied(0, 'failed')]);
    expect(effects.at(-1)?.[0]).toEqual(record(output('a', 'failed')));
  });

  it('asks once only', () => {
    expect(play([...before, denied(0, 'failed'), denied(0, 'failed')]).at(-1)).toEqual([]);
  });
});
