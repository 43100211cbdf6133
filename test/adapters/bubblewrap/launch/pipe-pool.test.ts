import { chmodSync, closeSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LauncherPipe, PipePool } from '../../../../src/adapters/bubblewrap/launch/pipe-pool.js';
import { describeOnLinux } from '../support/on-linux.js';

describeOnLinux('the pool of pipes', () => {
  let state: string;
  let pool: PipePool;
  beforeEach(() => {
    state = mkdtempSync('/var/tmp/codex-sdk-pipes-');
    mkdirSync(join(state, 'pipes'));
    pool = new PipePool(state);
  });
  afterEach(() => {
    pool.close();
    rmSync(state, { recursive: true });
  });

  /** Takes a pipe and gives it back; says which it was. */
  function use(during: (path: string) => void = () => undefined): string {
    const pipe = pool.incoming() as LauncherPipe;
    const path = readlinkSync(`/proc/self/fd/${pipe.readEnd}`);
    during(path);
    closeSync(pipe.readEnd);
    closeSync(pipe.writeEnd);
    pipe.release();
    return path;
  }

  it('lends the same pipe again', () => {
    expect(use()).toBe(use());
  });

  it.each([0o000, 0o666, 0o4600])('lends none again whose mode a command has changed to %o', (mode) => {
    const spoiled = use((path) => chmodSync(path, mode));
    expect(use()).not.toBe(spoiled);
  });

  it('lends none while none can be made, however often somebody asks, and some again afterwards', () => {
    rmSync(join(state, 'pipes'), { recursive: true });
    writeFileSync(join(state, 'pipes'), '');
    expect(Array.from({ length: 40 }, () => pool.incoming())).toEqual(Array.from({ length: 40 }));
    rmSync(join(state, 'pipes'));
    expect(use()).toBe(use());
  });
});
