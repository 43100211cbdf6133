import { readFileSync } from 'node:fs';

/** What the kernel says about itself and this process, as far as it decides whether a sandbox can be set up. */
export interface KernelFacts {
  /** Settings of the kernel that switch off or keep back what is needed, with their values. */
  readonly settings: Readonly<Partial<Record<KernelSetting, number>>>;
  /** Whether a system-call filter is in force for this process, as in most containers. */
  readonly isFiltered: boolean;
  /** The capabilities that this process can ever have, as bits; absent when nobody says. */
  readonly capabilityBounds?: bigint;
  readonly userId: number | undefined;
}

/** The limits of namespaces, each of which is switched off by 0; which distributions keep to root; and which AppArmor keeps to programs it knows. */
export const kernelSettings = [
  'user.max_user_namespaces',
  'user.max_mnt_namespaces',
  'user.max_pid_namespaces',
  'user.max_ipc_namespaces',
  'user.max_uts_namespaces',
  'user.max_net_namespaces',
  'kernel.unprivileged_userns_clone',
  'kernel.apparmor_restrict_unprivileged_userns',
] as const;

/** The name of a setting, as `sysctl` takes it. */
export type KernelSetting = (typeof kernelSettings)[number];

/** Reads the facts. A setting that this kernel does not have is absent. */
export function readKernelFacts(): KernelFacts {
  const status = textOf('/proc/self/status') ?? '';
  const bounds = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  const settings: Partial<Record<KernelSetting, number>> = {};
  for (const name of kernelSettings) {
    const text = textOf(`/proc/sys/${name.replace('.', '/')}`)?.trim() ?? '';
    if (/^\d+$/.test(text)) settings[name] = Number(text);
  }
  return {
    settings,
    isFiltered: /^Seccomp:\s*2$/m.test(status),
    ...(bounds === undefined ? {} : { capabilityBounds: BigInt(`0x${bounds}`) }),
    userId: process.getuid?.(),
  };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // Not every kernel has every setting, and a container may hide them.
    return undefined;
  }
}
