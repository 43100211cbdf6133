import type { PolicyProxy } from '../adapters/network-proxy/policy-proxy.js';
import type { Environment } from '../ports/environment.js';
import type { ProcessSandbox } from '../ports/process-sandbox.js';
import { lazyTerminals } from './lazy-terminals.js';

/** What the shipped sandboxes can be asked for in common. */
export interface EnforcingOptions {
  readonly level: 'hardened' | 'compatibility';
}

/** Loads the sandbox that enforces managed profiles on a platform, when it is first needed; nothing where there is none. */
export function enforcingSandbox(
  platform: Environment['platform'],
): ((options: EnforcingOptions) => Promise<ProcessSandbox>) | undefined {
  switch (platform) {
    case 'linux':
      return async (options) => {
        const { BubblewrapSandbox } = await import('../adapters/bubblewrap/bubblewrap-sandbox.js');
        return new BubblewrapSandbox({ ...options, proxy: policyProxy, terminals: lazyTerminals });
      };
    case 'macos':
      return async (options) => {
        const [{ SeatbeltSandbox }, { NoSandbox }, { DiskSearch }] = await Promise.all([
          import('../adapters/seatbelt/seatbelt-sandbox.js'),
          import('../adapters/no-sandbox/no-sandbox.js'),
          import('../adapters/bubblewrap/search/disk-search.js'),
        ]);
        const disk = new DiskSearch();
        return new SeatbeltSandbox({
          ...options,
          launcher: new NoSandbox({ backgroundProcesses: 'killed', terminals: lazyTerminals }),
          proxy: policyProxy,
          search: (search) => disk.run(search),
        });
      };
    case 'windows':
      return async (options) => {
        const { WindowsSandbox } = await import('../adapters/windows-sandbox/windows-sandbox.js');
        return new WindowsSandbox(options);
      };
    case 'other':
      return undefined;
  }
}

async function policyProxy(): Promise<PolicyProxy> {
  const adapter = await import('../adapters/network-proxy/policy-proxy.js');
  return new adapter.PolicyProxy();
}
