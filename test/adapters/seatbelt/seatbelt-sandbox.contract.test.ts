import { join } from 'node:path';
import { describe, test } from 'vitest';
import { NoSandbox } from '../../../src/adapters/no-sandbox/no-sandbox.js';
import type { SeatbeltOptions } from '../../../src/adapters/seatbelt/seatbelt-sandbox.js';
import { describeProcessSandbox, type ProcessSandboxSupport } from '../../../src/testing/describe-process-sandbox.js';
import { LoopbackServer } from '../../support/loopback-server.js';
import { Unenforced } from '../../support/unenforced.js';
import { FakeLauncher } from './support/fake-launcher.js';
import { SeatbeltBench } from './support/seatbelt-bench.js';

function holds(name: string, enforcement: ProcessSandboxSupport['fileSystem'], options: () => SeatbeltOptions): void {
  const supports = { fileSystem: enforcement, network: enforcement, backgroundProcesses: 'killed' } as const;
  describeProcessSandbox({ test }, { name, supports }, async () => {
    const bench = new SeatbeltBench(options());
    const server = await LoopbackServer.open();
    const request = await bench.request(['true']);
    return {
      sandbox: enforcement === 'enforced' ? bench.sandbox : new Unenforced(bench.sandbox),
      request: (argv, profile) => bench.request(argv, profile),
      unenforceable: [
        { ...request, profile: { kind: 'disabled' } },
        { ...request, profile: { kind: 'external', network: 'restricted' } },
      ],
      files: { inside: join(bench.workspace, 'file'), outside: join(bench.outside, 'file') },
      connect: server.connect,
      cleanUp: async () => {
        await bench.close();
        await server.close();
      },
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
