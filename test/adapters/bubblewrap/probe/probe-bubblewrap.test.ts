import { chmodSync, copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probeBubblewrap } from '../../../../src/adapters/bubblewrap/probe/probe-bubblewrap.js';
import { describeOnLinux } from '../support/on-linux.js';
import { TestBench } from '../support/test-bench.js';

const machine = { level: 'hardened', platform: 'linux', architecture: 'x64' } as const;

describe('the probe', () => {
  it.each([
    ['unsupported-platform', { platform: 'darwin' }],
    ['unsupported-architecture', { architecture: 's390x' }],
    ['unsupported-architecture', { architecture: 'ia32' }],
    ['missing-binary', { places: ['/no/such/bwrap'] }],
    ['missing-binary', { places: [] }],
  ] as const)('tells %s apart', async (cause, own) => {
    expect(await probeBubblewrap({ ...machine, ...own })).toEqual({
      ok: false,
      error: { cause, message: expect.any(String), remedy: expect.any(String) },
    });
  });
});

describeOnLinux('the probe of this machine', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync('/var/tmp/codex-sdk-probe-');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds a bubblewrap that works, for both levels', async () => {
    for (const level of ['hardened', 'compatibility'] as const) {
      const probed = await probeBubblewrap({ level, platform: process.platform, architecture: process.arch });
      expect(probed).toEqual({
        ok: true,
        value: { binary: expect.stringMatching(/bwrap$/), version: expect.any(String), architecture: process.arch },
      });
    }
  });

  it.each(['regular', 'linked'])('does not trust a program in a place that others can write (%s)', async (kind) => {
    const program = join(folder, 'real');
    writeFileSync(program, '#!/bin/sh\necho bubblewrap 9.9.9\n');
    chmodSync(program, 0o755);
    const link = join(folder, 'bwrap');
    rmSync(link, { force: true });
    symlinkSync(program, link);
    const probed = await probeBubblewrap({ ...machine, places: [kind === 'linked' ? link : program] });
    expect(probed).toMatchObject({ ok: false, error: { cause: 'untrusted-binary' } });
  });

  const asRoot = process.getuid?.() === 0;
  it.skipIf(!asRoot).each([
    [0o1775, true],
    [0o0775, false],
    [0o1777, false],
  ])(
    `trusts what belongs to root in a directory of mode %o: %s${asRoot ? '' : ' (skipped: needs root)'}`,
    async (mode, trusted) => {
      const shared = mkdtempSync('/run/codex-sdk-probe-');
      chmodSync(shared, mode);
      const program = join(shared, 'bwrap');
      copyFileSync('/usr/bin/bwrap', program);
      const probed = await probeBubblewrap({ ...machine, places: [program] });
      rmSync(shared, { recursive: true });
      expect(!probed.ok && probed.error.cause === 'untrusted-binary').toBe(!trusted);
    },
  );

  it.skipIf(process.getuid?.() !== 0)('says that what is installed cannot be started', async () => {
    const folder = mkdtempSync('/run/codex-sdk-probe-');
    chmodSync(folder, 0o755);
    const program = join(folder, 'bwrap');
    writeFileSync(program, '#!/no/such/interpreter\n');
    chmodSync(program, 0o755);
    const probed = await probeBubblewrap({ ...machine, places: [program] });
    rmSync(folder, { recursive: true });
    const said = `(spawn ${program} ENOENT)`;
    expect(probed).toEqual({
      ok: false,
      error: {
        cause: 'setup-failed',
        message: `bubblewrap could not be started: its interpreter or loader is missing ${said}`,
        remedy: 'install bubblewrap for this system again, with its package manager',
      },
    });
  });

  it('is made once, and says what it found each time', async () => {
    const bench = new TestBench();
    const [first, second] = await Promise.all([bench.sandbox.probe(), bench.sandbox.probe()]);
    await bench.close();
    expect(second).toEqual(first);
    expect(first).toMatchObject({ status: 'available', fileSystem: 'enforced', network: 'enforced' });
  });

  it('rejects a command with the cause and the remedy where nothing works', async () => {
    const bench = new TestBench({ binaries: ['/no/such/bwrap'] });
    const run = bench.sh('true');
    await expect(run).rejects.toMatchObject({
      code: 'sandbox-unavailable',
      message: expect.stringMatching(/not installed.*install the package/s),
    });
    await bench.close();
  });
});
