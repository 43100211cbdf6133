import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeCalls } from '../../../src/domain/conversation/complete-calls.js';
import { decodeHistoryItem } from '../../../src/domain/conversation/decode-history-item.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry, HistoryItem } from '../../../src/domain/conversation/history-item.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

const call = (callId: string) =>
  encodeHistoryItem({ kind: 'function-call', callId, name: 'exec_command', arguments: '{}' });
const custom = (callId: string) =>
  encodeHistoryItem({ kind: 'custom-tool-call', callId, name: 'apply_patch', input: '' });
const output = (callId: string, text = 'out') =>
  encodeHistoryItem({ kind: 'function-call-output', callId, output: text });
const customOutput = (callId: string, text = 'out') =>
  encodeHistoryItem({ kind: 'custom-tool-call-output', callId, output: text });
const says = (text: string) =>
  encodeHistoryItem({ kind: 'message', role: 'assistant', content: [{ kind: 'output-text', text }] });

describe('completeCalls', () => {
  it.each<[string, readonly HistoryEntry[], readonly HistoryEntry[]]>([
    ['leaves an empty history alone', [], []],
    ['leaves a complete one alone', [call('a'), output('a')], [call('a'), output('a')]],
    ['answers a call that was cut off', [call('a')], [call('a'), output('a', 'aborted')]],
    ['answers a custom call in its own way', [custom('a')], [custom('a'), customOutput('a', 'aborted')]],
    [
      'answers the one of several that was cut off, beside it',
      [call('a'), call('b'), output('a'), says('x')],
      [call('a'), call('b'), output('b', 'aborted'), output('a'), says('x')],
    ],
    ['drops outputs of calls that are not there', [output('a'), says('x'), customOutput('b')], [says('x')]],
  ])('%s', (_, history, expected) => {
    expect(completeCalls(history)).toEqual(expected);
  });

  it('keeps entries by identity, so that nothing is encoded again', () => {
    const history = [says('a'), call('b'), output('b')];
    expect(completeCalls(history)).toBe(history);
    const cut = [...history, call('c')];
    expect(completeCalls(cut).map((entry, index) => entry === cut[index])).toEqual([true, true, true, true, false]);
  });

  it('leaves nothing unanswered and nothing without a call, whatever was cut off', () => {
    const ids = fc.constantFrom('a', 'b', 'c');
    const entries = fc.array(
      fc.oneof(
        ids.map(call),
        ids.map(custom),
        ids.map((id) => output(id)),
        ids.map((id) => customOutput(id)),
        fc.constant(says('x')),
      ),
    );
    fc.assert(
      fc.property(entries, (history) => {
        const items = completeCalls(history).map(({ item }) => item);
        const idsOf = (...kinds: readonly HistoryItem['kind'][]) =>
          new Set(items.flatMap((item) => ('callId' in item && kinds.includes(item.kind) ? [item.callId] : [])));
        const called = idsOf('function-call', 'custom-tool-call');
        const answered = idsOf('function-call-output', 'custom-tool-call-output');
        expect([...answered].sort()).toEqual([...called].sort());
      }),
      { numRuns },
    );
  });

  it('knows items that a model wrote with other fields first', () => {
    const written = decodeHistoryItem('{"call_id":"a","type":"function_call","name":"x","arguments":"{}"}');
    expect(written.ok && completeCalls([written.value])).toHaveLength(2);
  });
});
