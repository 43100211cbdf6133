import { describe, expect, it } from 'vitest';
import { BoundedLookups } from '../../../src/adapters/network-proxy/bounded-lookups.js';

/** Lookups that end when the test says so. */
class SlowNames {
  readonly started: string[] = [];
  readonly #answers = new Map<string, (addresses: readonly string[]) => void>();

  readonly lookUp = (name: string): Promise<readonly string[]> => {
    this.started.push(name);
    return new Promise((answer) => this.#answers.set(name, answer));
  };

  answer(name: string): void {
    this.#answers.get(name)?.([name]);
  }
}

describe('BoundedLookups', () => {
  it('looks few names up at once, and the others in their turn', async () => {
    const names = new SlowNames();
    const lookups = new BoundedLookups(names.lookUp, 2);
    const { signal } = new AbortController();
    const asked = ['a', 'b', 'c', 'd'].map((name) => lookups.find(name, signal));
    await expect.poll(() => names.started).toEqual(['a', 'b']);
    names.answer('b');
    await expect.poll(() => names.started).toEqual(['a', 'b', 'c']);
    for (const name of ['a', 'c']) names.answer(name);
    await expect.poll(() => names.started).toEqual(['a', 'b', 'c', 'd']);
    names.answer('d');
    expect(await Promise.all(asked)).toEqual([['a'], ['b'], ['c'], ['d']]);
  });

  it('looks nothing up any more for a command that has ended, and goes on for others', async () => {
    const names = new SlowNames();
    const lookups = new BoundedLookups(names.lookUp, 1);
    const ended = new AbortController();
    const { signal } = new AbortController();
    const [first, ...others] = ['a', 'b', 'c'].map((name) => lookups.find(name, ended.signal));
    const last = lookups.find('d', signal);
    await expect.poll(() => names.started).toEqual(['a']);
    ended.abort();
    names.answer('a');
    await expect.poll(() => names.started).toEqual(['a', 'd']);
    names.answer('d');
    expect(await Promise.all([first, ...others, last])).toEqual([['a'], [], [], ['d']]);
  });

  it('goes on after a lookup that failed', async () => {
    const lookups = new BoundedLookups(
      (name) => (name === 'bad' ? Promise.reject(new Error('no')) : Promise.resolve([name])),
      1,
    );
    const { signal } = new AbortController();
    const bad = lookups.find('bad', signal);
    const good = lookups.find('good', signal);
    await expect(bad).rejects.toThrow('no');
    expect(await good).toEqual(['good']);
  });
});
