import { describe, expect, it } from 'vitest';
import { estimateContextTokens } from '../../../src/domain/conversation/context-size.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { ContentPart, HistoryEntry } from '../../../src/domain/conversation/history-item.js';

const message = (...content: ContentPart[]): HistoryEntry =>
  encodeHistoryItem({ kind: 'message', role: 'user', content });

describe('the estimated size of a context', () => {
  it('is a quarter of the bytes of each entry, rounded up', () => {
    const entry = message({ kind: 'input-text', text: 'Grüße' });
    expect(estimateContextTokens([])).toBe(0);
    expect(estimateContextTokens([entry, entry])).toBe(2 * Math.ceil((entry.json.length + 2) / 4));
  });

  it('takes images for what they cost, not for their bytes', () => {
    const image = (data: string): ContentPart => ({ kind: 'image', url: `data:image/png;base64,${data}` });
    const small = message(image('AAAA'));
    const large = message(image('A'.repeat(1_000_000)));
    const output = encodeHistoryItem({
      kind: 'function-call-output',
      callId: 'c',
      output: [image('A'.repeat(9000)), image('B')],
    });
    expect(estimateContextTokens([large])).toBe(estimateContextTokens([small]));
    expect(estimateContextTokens([large])).toBeGreaterThan(1_850);
    expect(estimateContextTokens([large])).toBeLessThan(1_900);
    expect(Math.floor(estimateContextTokens([output]) / 1_850)).toBe(2);
  });
});
