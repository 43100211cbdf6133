import { fileSystemPolicyOf, networkPolicyOf, type PermissionProfile } from './permission-profile.js';
import { writesWholeDisk } from './whole-disk-access.js';

/**
 * Whether commands under a profile have to run in a sandbox of the platform. `network: 'filtered'` means that somebody routes the
 * network of commands, which takes a sandbox in any case.
 */
export function requiresSandbox(
  profile: PermissionProfile,
  options: { readonly network?: 'filtered' | 'as-profile' } = {},
): boolean {
  if (options.network === 'filtered') return true;
  const policy = fileSystemPolicyOf(profile);
  if (networkPolicyOf(profile) !== 'enabled') return policy.kind !== 'external';
  return policy.kind === 'restricted' && !writesWholeDisk(policy);
}
