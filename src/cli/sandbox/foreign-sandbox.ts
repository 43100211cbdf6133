import type { ProcessSandbox } from '../../index.js';
import type { SandboxPlatform } from './sandbox-command.js';

/** The sandbox of another platform, for showing its plans. It cannot run anything here. */
export async function foreignSandbox(platform: SandboxPlatform): Promise<ProcessSandbox> {
  const { BubblewrapSandbox, NoSandbox, SeatbeltSandbox, WindowsSandbox } = await import('../../adapters.js');
  switch (platform) {
    case 'linux':
      return new BubblewrapSandbox();
    case 'macos':
      return new SeatbeltSandbox({ launcher: new NoSandbox({ backgroundProcesses: 'killed' }) });
    case 'windows':
      return new WindowsSandbox();
  }
}
