import { describe, expect, it } from 'vitest';
import { FakeLauncher } from './support/fake-launcher.js';
import { SeatbeltBench } from './support/seatbelt-bench.js';

describe.skipIf(process.platform === 'win32')('a command under Seatbelt', () => {
  it('has a writer wait until it has started, and while it does not read', async () => {
    const bench = new SeatbeltBench({ launcher: new FakeLauncher(), platform: 'darwin' });
    const planned = bench.sandbox.plan(await bench.request(['sleep', '3600']));
    if (!planned.ok) throw new Error(planned.error.message);
    const running = bench.sandbox.spawn(planned.value, { stdin: 'open', onOutput: () => undefined });
    await running.room?.();
    expect(running.room?.()).toBeUndefined();
    running.write(new Uint8Array(4_000_000));
    const room = running.room?.();
    expect(room).toBeInstanceOf(Promise);
    running.kill();
    await Promise.all([room, running.outcome]);
    expect(running.room?.()).toBeUndefined();
    await bench.close();
  });

  it('keeps no writer waiting when it never starts', async () => {
    const bench = new SeatbeltBench({ launcher: new FakeLauncher(), platform: 'darwin' });
    const planned = bench.sandbox.plan(await bench.request(['sleep', '3600']));
    if (!planned.ok) throw new Error(planned.error.message);
    const signal = AbortSignal.abort();
    const running = bench.sandbox.spawn(planned.value, { stdin: 'open', onOutput: () => undefined, signal });
    await running.room?.();
    expect(await running.outcome).toEqual({ kind: 'aborted' });
    await bench.close();
  });
});
