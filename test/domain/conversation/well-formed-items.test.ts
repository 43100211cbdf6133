import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryItem } from '../../../src/domain/conversation/history-item.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

const text = fc.string({ unit: fc.constantFrom('a', '\\', 'ud83d', '\uD83D', '\uDE00', '😀'), maxLength: 12 });

/** Items that hold what a host, a tool or a program wrote. */
const items: fc.Arbitrary<HistoryItem> = fc.oneof(
  text.map((said): HistoryItem => ({ kind: 'message', role: 'user', content: [{ kind: 'input-text', text: said }] })),
  text.map((output): HistoryItem => ({ kind: 'function-call-output', callId: 'c', output })),
  text.map((said): HistoryItem => {
    return { kind: 'custom-tool-call-output', callId: 'c', output: [{ kind: 'input-text', text: said }] };
  }),
);

describe('an encoded item', () => {
  it('holds no half of a character, which strict readers of JSON refuse for ever after', () => {
    fc.assert(
      fc.property(items, (item) => {
        const { json } = encodeHistoryItem(item);
        const strings: string[] = [];
        JSON.parse(json, (_, value: unknown) => {
          if (typeof value === 'string') strings.push(value);
          return value;
        });
        expect(strings.join('\n')).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns },
    );
  });

  it('keeps whole characters, and text that only looks like an escape', () => {
    const said = 'a 😀 \\ud83d \uFFFD';
    const { json } = encodeHistoryItem({ kind: 'function-call-output', callId: 'c', output: said });
    expect(JSON.parse(json)).toEqual({ type: 'function_call_output', call_id: 'c', output: said });
  });
});
