import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DescriptorGuard } from '../../../../src/adapters/bubblewrap/launch/descriptor-guard.js';
import { leakingDescriptors } from '../../../../src/adapters/bubblewrap/launch/leaking-descriptors.js';
import { describeOnLinux } from '../support/on-linux.js';

describeOnLinux('the guard of descriptors', () => {
  let child: ChildProcess;
  beforeEach(async () => {
    // The child has what it was given on purpose, and what our own parents leaked into us.
    child = spawn('cat', [], { stdio: ['pipe', 'pipe', 'ignore', 'pipe'] });
    child.stdin?.write('ready\n');
    await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data');
  });
  afterEach(() => child.kill());

  it('withholds nothing before anything has got through', () => {
    expect(new DescriptorGuard().withheld(4)).toEqual([]);
  });

  it('knows what leaks once a launcher has got it, and takes others for tight from then on', () => {
    const guard = new DescriptorGuard();
    const leaks = leakingDescriptors(4);
    const first = guard.isTight(child.pid ?? 0, 4);
    expect([first, guard.withheld(4)]).toEqual([leaks.length === 0, leaks]);
    expect(guard.isTight(child.pid ?? 0, 4)).toBe(true);
  });

  it('sees what a launcher has got of another thread that has closed it again by now', () => {
    const directory = openSync('/', 'r');
    const leaky = spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore', 'ignore', directory] });
    closeSync(directory);
    const guard = new DescriptorGuard();
    guard.isTight(child.pid ?? 0, 4);
    expect([guard.withheld(4).includes(4), guard.isTight(leaky.pid ?? 0, 4)]).toEqual([false, false]);
    leaky.kill();
  });

  it('goes through all of our own where a launcher cannot be looked at', () => {
    const guard = new DescriptorGuard();
    expect([guard.isTight(999_999_999, 0), guard.isTight(999_999_999, 0)]).toEqual([false, true]);
    expect(guard.withheld(0)).toEqual(leakingDescriptors(0));
  });
});
