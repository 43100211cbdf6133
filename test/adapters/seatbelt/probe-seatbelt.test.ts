import { describe, expect, it } from 'vitest';
import { NoSandbox } from '../../../src/adapters/no-sandbox/no-sandbox.js';
import { SeatbeltSandbox } from '../../../src/adapters/seatbelt/seatbelt-sandbox.js';
import type { SandboxCapabilities } from '../../../src/ports/process-sandbox.js';
import { FakeLauncher, obligingLauncher } from './support/fake-launcher.js';

async function probed(script: string): Promise<SandboxCapabilities> {
  const sandbox = new SeatbeltSandbox({
    launcher: new FakeLauncher({ '/usr/bin/sandbox-exec': script }),
    platform: 'darwin',
  });
  try {
    return await sandbox.probe();
  } finally {
    await sandbox.close();
  }
}

describe.skipIf(process.platform === 'win32')('the probe of Seatbelt', () => {
  it('finds a launcher that takes the policy, and says what was never verified', async () => {
    expect(await probed(obligingLauncher)).toEqual({
      status: 'available',
      sandbox: 'seatbelt',
      fileSystem: 'enforced',
      network: 'enforced',
      notes: [
        'This sandbox was never verified on macOS by the authors of this package.',
        'Programs with rights of their own, such as `ps`, and those that set up a sandbox, such as `swift build` without `--disable-sandbox`, do not run.',
        'A background process that starts a session of its own outlives its command; it stays confined.',
      ],
    });
  });

  it.each([
    [
      'already-confined',
      'echo "sandbox-exec: sandbox_apply: Operation not permitted" >&2; exit 71',
      /confined by a sandbox already/,
    ],
    [
      'policy-rejected',
      'echo "sandbox-exec: unbound variable: x at <input string>, line 1" >&2; exit 65',
      /unbound variable: x/,
    ],
    ['setup-failed', 'exit 1', /ended without a word/],
  ])('tells %s apart', async (cause, script, message) => {
    expect(await probed(script)).toEqual({
      status: 'unavailable',
      sandbox: 'seatbelt',
      cause,
      message: expect.stringMatching(message),
      remedy: expect.any(String),
    });
  });

  it.runIf(process.platform === 'linux')('tells a missing launcher and another platform apart', async () => {
    const causes = ['darwin', 'linux'].map(async (platform) => {
      const sandbox = new SeatbeltSandbox({ launcher: new NoSandbox(), platform });
      const capabilities = await sandbox.probe();
      await sandbox.close();
      return capabilities.status === 'unavailable' && capabilities.cause;
    });
    expect(await Promise.all(causes)).toEqual(['missing-binary', 'unsupported-platform']);
  });
});
