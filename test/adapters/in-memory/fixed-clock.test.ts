import { describe, expect, it } from 'vitest';
import { FixedClock } from '../../../src/adapters/in-memory/fixed-clock.js';

describe('FixedClock', () => {
  it('stands still', () => {
    const clock = new FixedClock({ now: 5_000, utcOffsetMinutes: 120 });
    expect([clock.now(), clock.now(), clock.monotonic(), clock.utcOffsetMinutes()]).toEqual([5_000, 5_000, 0, 120]);
  });

  it('goes on when it is told to', async () => {
    const clock = new FixedClock({ now: 5_000 });
    await clock.advance(250);
    expect([clock.now(), clock.monotonic()]).toEqual([5_250, 250]);
  });

  it('wakes sleepers in the order of their moments, each at its own', async () => {
    const clock = new FixedClock({ now: 0 });
    const woken: [string, number][] = [];
    const sleep = async (name: string, delayMs: number) => {
      await clock.sleep(delayMs);
      woken.push([name, clock.now()]);
    };
    const all = [sleep('c', 30), sleep('a', 10), sleep('b1', 20), sleep('b2', 20), sleep('late', 50)];
    await clock.advance(40);
    expect({ woken, now: clock.now(), sleeping: clock.sleeping }).toEqual({
      woken: [
        ['a', 10],
        ['b1', 20],
        ['b2', 20],
        ['c', 30],
      ],
      now: 40,
      sleeping: 1,
    });
    await clock.advance(10);
    await Promise.all(all);
    expect(woken.at(-1)).toEqual(['late', 50]);
  });

  it('wakes who falls asleep again while time passes', async () => {
    const clock = new FixedClock({ now: 0 });
    const ticks: number[] = [];
    const ticking = (async () => {
      while (ticks.length < 3) {
        await clock.sleep(10);
        ticks.push(clock.now());
      }
    })();
    await clock.advance(100);
    await ticking;
    expect(ticks).toEqual([10, 20, 30]);
  });

  it('does not sleep at all for no time', async () => {
    await expect(new FixedClock().sleep(0)).resolves.toBeUndefined();
  });

  it('tells when something sleeps, and for how long', async () => {
    const clock = new FixedClock();
    const watched = clock.untilSleeping();
    const sleeps = [clock.sleep(70), clock.sleep(30)];
    expect([await watched, await clock.untilSleeping()]).toEqual([70, 30]);
    await clock.advance(70);
    await Promise.all(sleeps);
  });

  it.each(['before', 'after'])('rejects with an AbortError when the signal aborts %s falling asleep', async (when) => {
    const clock = new FixedClock();
    const controller = new AbortController();
    if (when === 'before') controller.abort();
    const sleep = clock.sleep(10, controller.signal);
    controller.abort();
    await expect(sleep).rejects.toMatchObject({ name: 'AbortError' });
    expect(clock.sleeping).toBe(0);
  });
});
