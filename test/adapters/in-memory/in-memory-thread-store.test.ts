import { describe, expect, it, test } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';
import { InMemoryThreadStore } from '../../../src/adapters/in-memory/in-memory-thread-store.js';
import { describeThreadStore } from '../../../src/testing/describe-thread-store.js';
import { allRecords, contractHeader } from '../../../src/testing/thread-samples.js';

describeThreadStore({ test }, 'InMemoryThreadStore', async () => {
  const clock = new FixedClock();
  const store = new InMemoryThreadStore({ clock });
  return { store, reopen: async () => store, letTimePass: () => clock.advance(1) };
});

describe('InMemoryThreadStore', () => {
  it('shows what was appended without any writer to close', async () => {
    const store = new InMemoryThreadStore();
    const header = contractHeader(1);
    expect(store.recordsOf(header.threadId)).toEqual([]);
    (await store.create(header)).append(allRecords);
    expect(store.recordsOf(header.threadId)).toEqual(allRecords);
  });
});
