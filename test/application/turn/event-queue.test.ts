import { describe, expect, it } from 'vitest';
import { EventQueue } from '../../../src/application/turn/event-queue.js';
import { settled } from '../support/build.js';

async function drained<T>(queue: EventQueue<T>): Promise<readonly T[]> {
  const values: T[] = [];
  for await (const value of queue) values.push(value);
  return values;
}

describe('EventQueue', () => {
  it('hands out what was pushed before anybody read, in order', async () => {
    const queue = new EventQueue<number>();
    for (const value of [1, 2, 3]) queue.push(value);
    queue.end();
    expect(await drained(queue)).toEqual([1, 2, 3]);
  });

  it('hands out what is pushed while somebody waits', async () => {
    const queue = new EventQueue<number>();
    const reading = drained(queue);
    await settled();
    queue.push(1);
    await settled();
    queue.push(2);
    queue.push(3);
    queue.end();
    expect(await reading).toEqual([1, 2, 3]);
  });

  it('hands out what the reader itself causes', async () => {
    const queue = new EventQueue<number>();
    queue.push(1);
    const seen: number[] = [];
    for await (const value of queue) {
      seen.push(value);
      if (value < 4) queue.push(value + 1);
      else queue.end();
    }
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('throws its error after the values that came before it', async () => {
    const queue = new EventQueue<number>();
    const broken = new Error('broken');
    queue.push(1);
    queue.fail(broken);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const value of queue) seen.push(value);
    })();
    await expect(reading).rejects.toBe(broken);
    expect(seen).toEqual([1]);
  });

  it('wakes a waiting reader with its error, even one that is undefined', async () => {
    const queue = new EventQueue<number>();
    const reading = drained(queue).then(
      () => 'ended',
      (error: unknown) => `threw ${String(error)}`,
    );
    await settled();
    queue.fail(undefined);
    expect(await reading).toBe('threw undefined');
  });

  it('ends once: what comes later changes nothing', async () => {
    const queue = new EventQueue<number>();
    queue.push(1);
    queue.end();
    queue.push(2);
    queue.fail(new Error('late'));
    expect(await drained(queue)).toEqual([1]);
  });

  it('forgets what was read: a reader that keeps up leaves nothing behind', async () => {
    const queue = new EventQueue<Uint8Array>();
    let read = 0;
    const reading = (async () => {
      for await (const value of queue) read += value.length;
    })();
    for (let round = 0; round < 200; round += 1) {
      for (let count = 0; count < 100; count += 1) queue.push(new Uint8Array(10_000));
      await settled();
    }
    queue.end();
    await reading;
    expect(read).toBe(200_000_000);
  });
});
