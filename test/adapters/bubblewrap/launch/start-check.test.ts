import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartCheck } from '../../../../src/adapters/bubblewrap/launch/start-check.js';
import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';

const setUp = 'State:\tS (sleeping)\nCapEff:\t0000000000000000\n';
const covered = '/secret' as AbsolutePath;

describe('the check of a sandbox that is about to start', () => {
  let processes = '';
  beforeEach(() => {
    processes = mkdtempSync(join(tmpdir(), 'codex-sdk-processes-'));
    mkdirSync(join(processes, '7'));
  });
  afterEach(() => rmSync(processes, { recursive: true }));

  const check = (): Promise<string | undefined> =>
    new StartCheck([{ kind: 'empty-directory', path: covered, mode: '000' }], processes).faultOf(7);

  it('finds nothing wrong when everything is where it was planned', async () => {
    writeFileSync(join(processes, '7/status'), setUp);
    writeFileSync(join(processes, '7/mountinfo'), '1 0 0:1 / / rw - x x rw\n2 1 0:2 / /secret ro - x x ro\n');
    expect(await check()).toBeUndefined();
  });

  it('names what is missing', async () => {
    writeFileSync(join(processes, '7/status'), setUp);
    writeFileSync(join(processes, '7/mountinfo'), '1 0 0:1 / / rw - x x rw\n');
    expect(await check()).toBe('`/secret` was replaced while the sandbox was being set up');
  });

  it('has nothing to say about a process that has ended', async () => {
    expect(await check()).toBeUndefined();
    writeFileSync(join(processes, '7/status'), 'State:\tZ (zombie)\n');
    expect(await check()).toBeUndefined();
  });

  it.each(['status', 'mountinfo'])('lets nothing start when `%s` cannot be read', async (name) => {
    writeFileSync(join(processes, '7/status'), setUp);
    rmSync(join(processes, '7', name), { force: true });
    mkdirSync(join(processes, '7', name));
    await expect(check()).rejects.toThrow('EISDIR');
  });
});
