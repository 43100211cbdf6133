import type { ProcessSandbox } from '../../index.js';
import type { SandboxPlatform } from './sandbox-command.js';

/** The sandbox of another platform, for showing its plans. It cannot run anything here. */
export async function foreignSandbox(platform: SandboxPlatform): Promise<ProcessSandbox> {
  const { BubblewrapSandbox, NoSandbox, PolicyProxy, SeatbeltSandbox, WindowsSandbox } = await import(
    '../../adapters.js'
  );
  const proxy = async (): Promise<InstanceType<typeof PolicyProxy>> => new PolicyProxy();
  switch (platform) {
    case 'linux':
      return new BubblewrapSandbox({ proxy });
    case 'macos':
      return new SeatbeltSandbox({ launcher: new NoSandbox({ backgroundProcesses: 'killed' }), proxy });
    case 'windows':
      return new WindowsSandbox();
  }
}
