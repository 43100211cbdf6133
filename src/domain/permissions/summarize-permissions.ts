import { pathKey } from '../paths/absolute-path.js';
import { toLegacySandboxPolicy } from './legacy-sandbox-policy.js';
import type { NetworkPolicy } from './network-policy.js';
import type { PermissionContext } from './permission-context.js';
import { networkPolicyOf, type PermissionProfile } from './permission-profile.js';
import type { SandboxPolicy } from './sandbox-policy.js';

/**
 * One line for a status display. For workspace-write it lists the workspace roots that the user knows about; roots that the product
 * makes writable for itself are left out.
 */
export function summarizePermissionProfile(profile: PermissionProfile, context: PermissionContext): string {
  const network = networkPolicyOf(profile);
  const summary = summarizeFiles(profile, context);
  return typeof network === 'string' ? summary : withNetwork(summary, network);
}

function summarizeFiles(profile: PermissionProfile, context: PermissionContext): string {
  const projected = toLegacySandboxPolicy(profile, context);
  if (!projected.ok) {
    return profile.kind === 'managed' && profile.network === 'enabled'
      ? withNetwork('custom permissions', 'enabled')
      : 'custom permissions';
  }
  if (projected.value.kind !== 'workspace-write') return summarizeSandboxPolicy(projected.value);
  const cwd = pathKey(context.cwd);
  const writableRoots = context.workspaceRoots.filter((root) => pathKey(root) !== cwd);
  return summarizeSandboxPolicy({ ...projected.value, writableRoots });
}

/** One line for a status display, of an older policy. */
export function summarizeSandboxPolicy(policy: SandboxPolicy): string {
  switch (policy.kind) {
    case 'danger-full-access':
      return 'danger-full-access';
    case 'read-only':
      return withNetwork('read-only', policy.network);
    case 'external':
      return withNetwork('external-sandbox', policy.network);
    case 'workspace-write': {
      const places = [
        'workdir',
        ...(policy.excludeSlashTmp ? [] : ['/tmp']),
        ...(policy.excludeTmpdir ? [] : ['$TMPDIR']),
        ...policy.writableRoots,
      ];
      return withNetwork(`workspace-write [${places.join(', ')}]`, policy.network);
    }
  }
}

function withNetwork(summary: string, network: NetworkPolicy): string {
  if (typeof network !== 'string') return `${summary} (network access to chosen hosts)`;
  return network === 'enabled' ? `${summary} (network access enabled)` : summary;
}
