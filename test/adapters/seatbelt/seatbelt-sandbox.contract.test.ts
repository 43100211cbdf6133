import { join } from 'node:path';
import { describe, test } from 'vitest';
import { NoSandbox } from '../../../src/adapters/no-sandbox/no-sandbox.js';
import type { SeatbeltOptions } from '../../../src/adapters/seatbelt/seatbelt-sandbox.js';
import { describeProcessSandbox, type ProcessSandboxSupport } from '../../../src/testing/describe-process-sandbox.js';
import { FakeLauncher } from './support/fake-launcher.js';
import { SeatbeltBench } from './support/seatbelt-bench.js';

function holds(name: string, fileSystem: ProcessSandboxSupport['fileSystem'], options: () => SeatbeltOptions): void {
  const supports = { fileSystem, backgroundProcesses: 'killed' } as const;
  describeProcessSandbox({ test }, { name, supports }, async () => {
    const bench = new SeatbeltBench(options());
    const request = await bench.request(['true']);
    return {
      sandbox: bench.sandbox,
      request: (argv) => bench.request(argv),
      unenforceable: [
        { ...request, profile: { kind: 'disabled' } },
        { ...request, profile: { kind: 'external', network: 'restricted' } },
      ],
      files: { inside: join(bench.workspace, 'file'), outside: join(bench.outside, 'file') },
      cleanUp: () => bench.close(),
    };
  });
}

// The launcher of macOS is replaced by a script that confines nothing: everything but the confinement can be tried anywhere.
describe.skipIf(process.platform === 'win32')('SeatbeltSandbox with a launcher of our own', () => {
  holds('seatbelt, not enforced,', 'not-enforced', () => ({ launcher: new FakeLauncher(), platform: 'darwin' }));
});

const real = 'SeatbeltSandbox';
if (process.platform === 'darwin') describe(real, realContract);
else describe.skip(`${real} (skipped: only macOS has Seatbelt, and this is ${process.platform})`, realContract);

function realContract(): void {
  for (const level of ['hardened', 'compatibility'] as const) {
    const launcher = (): NoSandbox => new NoSandbox({ backgroundProcesses: 'killed' });
    holds(`seatbelt, ${level},`, 'enforced', () => ({ launcher: launcher(), level }));
  }
}
