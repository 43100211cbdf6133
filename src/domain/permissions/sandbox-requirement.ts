import type { PermissionContext } from './permission-context.js';
import { fileSystemPolicyOf, networkPolicyOf, type PermissionProfile } from './permission-profile.js';
import { writesWholeDiskIn } from './whole-disk-access.js';

/**
 * Whether commands under a profile have to run in a sandbox of the platform. `network: 'filtered'` means that somebody routes the
 * network of commands, which takes a sandbox in any case. Without a context, a grant for a temporary directory counts as one that may stand
 * for nothing, so the answer holds on every machine.
 */
export function requiresSandbox(
  profile: PermissionProfile,
  options: { readonly network?: 'filtered' | 'as-profile'; readonly context?: PermissionContext } = {},
): boolean {
  if (options.network === 'filtered') return true;
  const policy = fileSystemPolicyOf(profile);
  if (networkPolicyOf(profile) !== 'enabled') return policy.kind !== 'external';
  return policy.kind === 'restricted' && !writesWholeDiskIn(policy, options.context);
}
