import { describe, expect, it } from 'vitest';
import { SharedWork } from '../../src/application/shared-work.js';
import { settled } from './support/build.js';

describe('SharedWork', () => {
  it('is done once for everybody who asks in the same moment, and anew for whoever asks later', async () => {
    const work = new SharedWork<number>();
    let count = 0;
    const ask = (key: string) =>
      work.do(key, async () => {
        count += 1;
        const own = count;
        await settled();
        return own;
      });
    const together = [ask('a'), ask('b'), ask('a')];
    await Promise.resolve();
    await Promise.resolve();
    // The first ones are under way, and may have looked already.
    expect(await Promise.all([...together, ask('a')])).toEqual([1, 2, 1, 3]);
    expect(await ask('a')).toBe(4);
  });

  it('fails for all of them, and is tried again', async () => {
    const work = new SharedWork<string>();
    const fail = () => work.do('a', () => Promise.reject(new Error('no')));
    expect((await Promise.allSettled([fail(), fail()])).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await work.do('a', async () => 'yes')).toBe('yes');
  });
});
