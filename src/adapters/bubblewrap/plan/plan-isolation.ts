import type { FilterPurpose } from '../seccomp/filter-rules.js';

/** What the namespaces depend on. */
export type IsolationSettings = Pick<FilterPurpose, 'level' | 'network' | 'fileSystem'>;

/**
 * The namespaces and privileges of a command. It has no terminal of ours and, where anything is enforced, no privilege at all; none of
 * it outlives bubblewrap, which does not outlive us.
 */
export function planIsolation({ level, network, fileSystem }: IsolationSettings): readonly string[] {
  const lifetime = ['--new-session', '--die-with-parent', '--unshare-pid'];
  if (network === 'enabled' && fileSystem === 'unrestricted') return lifetime;
  return [
    ...lifetime,
    '--unshare-user',
    '--unshare-ipc',
    ...(network === 'enabled' ? [] : ['--unshare-net']),
    ...(level === 'hardened' ? ['--unshare-uts', '--unshare-cgroup-try', '--disable-userns'] : []),
    '--cap-drop',
    'ALL',
  ];
}
