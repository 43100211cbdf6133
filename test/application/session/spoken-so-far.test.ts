import { describe, expect, it } from 'vitest';
import { SpokenSoFar } from '../../../src/application/session/spoken-so-far.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry } from '../../../src/domain/conversation/history-item.js';

const message = (role: 'user' | 'assistant', text: string): HistoryEntry =>
  encodeHistoryItem({ kind: 'message', role, content: [{ kind: 'input-text', text }] });

describe('what was said so far', () => {
  it('is told as of any moment, whenever somebody asks', () => {
    const history = [message('user', 'one'), message('assistant', 'done')];
    const spoken = new SpokenSoFar(history);
    history.push(message('user', 'two'));
    expect([spoken.within(3), spoken.within(2), spoken.within(0)]).toEqual([['one', 'two'], ['one'], []]);
    history.push(message('user', 'three'));
    expect(spoken.within(4)).toEqual(['one', 'two', 'three']);
  });

  it('looks at every entry once, and at none that nobody asked about', () => {
    let looks = 0;
    const seen = (entry: HistoryEntry): HistoryEntry => ({
      json: entry.json,
      get item() {
        looks += 1;
        return entry.item;
      },
    });
    const spoken = new SpokenSoFar(['one', 'two', 'three'].map((text) => seen(message('user', text))));
    expect(looks).toBe(0);
    spoken.within(2);
    spoken.within(2);
    expect(looks).toBe(2);
  });
});
