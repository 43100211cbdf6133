import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../../src/adapters/node/system-clock.js';

describe('SystemClock', () => {
  const clock = new SystemClock();

  it('tells the time of the machine', () => {
    const before = Date.now();
    const now = clock.now();
    expect(now >= before && now <= Date.now()).toBe(true);
  });

  it('never goes back in its monotonic time', () => {
    const times = Array.from({ length: 1000 }, () => clock.monotonic());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('adds to UTC what makes local time', () => {
    const moment = Date.UTC(2026, 6, 1, 12);
    const local = new Date(moment);
    const expected = Date.UTC(
      local.getFullYear(),
      local.getMonth(),
      local.getDate(),
      local.getHours(),
      local.getMinutes(),
    );
    expect(moment + clock.utcOffsetMinutes(moment) * 60_000).toBe(expected);
  });

  it('sleeps for at least the delay', async () => {
    const start = clock.monotonic();
    await clock.sleep(20);
    // Timers are allowed to fire up to a millisecond early.
    expect(clock.monotonic() - start).toBeGreaterThanOrEqual(19);
  });

  it('settles a sleep of nothing', async () => {
    await expect(clock.sleep(0)).resolves.toBeUndefined();
  });

  it('does not wake early from a sleep that is longer than a timer can be', async () => {
    const controller = new AbortController();
    const sleep = clock.sleep(2 ** 32, controller.signal);
    const first = await Promise.race([sleep.then(() => 'woke'), clock.sleep(20).then(() => 'still asleep')]);
    controller.abort();
    await expect(sleep).rejects.toMatchObject({ name: 'AbortError' });
    expect(first).toBe('still asleep');
  });

  it.each([
    ['before it began', 'early'],
    ['while it lasts', 'late'],
  ])('rejects with an AbortError when the signal aborts %s', async (_, moment) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    if (moment === 'early') controller.abort(reason);
    const sleep = clock.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleep).rejects.toMatchObject({ name: 'AbortError', cause: reason });
  });
});
