import type { Codex, ProcessSandbox } from '../../index.js';
import type { SandboxPlatform } from './sandbox-command.js';

/** The sandbox of another platform, for showing its plans at the level that the configuration asks for. It cannot run anything here. */
export async function foreignSandbox(platform: SandboxPlatform, codex: Codex): Promise<ProcessSandbox> {
  const level = await configuredLevel(codex);
  const { BubblewrapSandbox, NoSandbox, PolicyProxy, SeatbeltSandbox, WindowsSandbox } = await import(
    '../../adapters.js'
  );
  const proxy = async (): Promise<InstanceType<typeof PolicyProxy>> => new PolicyProxy();
  switch (platform) {
    case 'linux':
      return new BubblewrapSandbox({ level, proxy });
    case 'macos':
      return new SeatbeltSandbox({ level, launcher: new NoSandbox({ backgroundProcesses: 'killed' }), proxy });
    case 'windows':
      return new WindowsSandbox({ level });
  }
}

async function configuredLevel(codex: Codex): Promise<'hardened' | 'compatibility'> {
  const { entries } = await codex.configuration();
  const level = entries.find(({ key }) => key === 'sandbox_level')?.value;
  return level === 'compatibility' ? level : 'hardened';
}
