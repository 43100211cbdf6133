import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HistoryBytes } from '../../../src/adapters/openai-responses/history-bytes.js';
import { HistoryCache } from '../../../src/adapters/openai-responses/history-cache.js';
import type { HistoryEntry } from '../../../src/domain/conversation/history-item.js';
import { reply } from '../../support/responses-server/replies.mjs';
import { startResponsesServer } from '../../support/responses-server/responses-server.mjs';
import { ask, modelAt, request, userMessage } from './ask-model.js';

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);

function fresh(history: readonly HistoryEntry[]): string {
  return history.map(({ json }) => json).join(',');
}

describe('HistoryBytes', () => {
  it('encodes any sequence of histories like a fresh encoding of each', () => {
    const pool = Array.from({ length: 12 }, (_, index) => userMessage(`item ${index} Zoë 🙂`.repeat(index + 1)));
    const edit = fc.record({ keep: fc.nat(30), add: fc.array(fc.constantFrom(...pool), { maxLength: 10 }) });
    fc.assert(
      fc.property(fc.array(edit), (edits) => {
        const bytes = new HistoryBytes();
        let history: readonly HistoryEntry[] = [];
        const handedOut: { readonly buffer: Buffer; readonly text: string }[] = [];
        for (const { keep, add } of edits) {
          history = [...history.slice(0, keep), ...add];
          handedOut.push({ buffer: bytes.encode(history), text: fresh(history) });
        }
        // Compared at the end: bytes that were handed out earlier must not have changed.
        expect(handedOut.map(({ buffer }) => buffer.toString())).toEqual(handedOut.map(({ text }) => text));
      }),
      { numRuns },
    );
  });

  it('notices an entry that was replaced in the middle', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(userMessage);
    if (!a || !b || !c || !d) throw new Error('four entries');
    const bytes = new HistoryBytes();
    bytes.encode([a, b, c]);
    expect(bytes.encode([a, d, c]).toString()).toBe(fresh([a, d, c]));
  });
});

describe('HistoryCache', () => {
  it('forgets the threads that were used longest ago when memory runs out', () => {
    const cache = new HistoryCache(3000);
    const history = [userMessage('x'.repeat(700))];
    for (const thread of ['a', 'b', 'c']) cache.encode(thread, history);
    const full = cache.bytes;
    cache.encode('a', history);
    cache.encode('d', history);
    expect(cache.bytes).toBe(full);
    cache.encode('a', [...history, userMessage('y')]);
    expect(cache.bytes).toBeLessThanOrEqual(3000);
    cache.encode('huge', [userMessage('x'.repeat(10_000))]);
    expect(cache.bytes).toBeGreaterThan(10_000);
    cache.encode('small', history);
    expect(cache.bytes).toBeLessThanOrEqual(3000);
    cache.clear();
    expect(cache.bytes).toBe(0);
  });
});

describe('a thread of 10,000 items', () => {
  it('is sent with the same bytes by a model that knows its beginning and by one that does not', async () => {
    const server = await startResponsesServer(() => reply('ok'));
    const known = modelAt(server.url);
    const unknown = modelAt(server.url);
    const history = Array.from({ length: 10_000 }, (_, index) => userMessage(`item ${index} ${'x'.repeat(300)}`));
    try {
      await ask(known, { ...request, history: history.slice(0, 5000) });
      await ask(known, { ...request, history: history.slice(0, 9999) });
      await ask(known, { ...request, history });
      await ask(unknown, { ...request, history });
      expect(server.requests.map(({ body }) => body.input.length)).toEqual([5000, 9999, 10_000, 10_000]);
      const [, , grown, whole] = server.requests;
      expect(grown && whole && Buffer.compare(grown.raw, whole.raw)).toBe(0);
    } finally {
      await known.close();
      await unknown.close();
      await server.close();
    }
  });

  it('does not mix up threads that are sampled at once', async () => {
    const server = await startResponsesServer(() => reply('ok'));
    const model = modelAt(server.url);
    const threads = Array.from({ length: 50 }, (_, index) => `thread-${index}`);
    try {
      await Promise.all(
        threads.map((threadId) => ask(model, { ...request, threadId, history: [userMessage(threadId)] })),
      );
      const seen = server.requests.map(({ headers, raw }) => raw.toString().includes(`"${headers['thread-id']}"}]`));
      expect(seen).toEqual(threads.map(() => true));
    } finally {
      await model.close();
      await server.close();
    }
  });
});
