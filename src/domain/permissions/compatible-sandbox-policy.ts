import { pathKey } from '../paths/absolute-path.js';
import { toLegacySandboxPolicy } from './legacy-sandbox-policy.js';
import { networkAccessOf } from './network-policy.js';
import type { PathFacts } from './path-facts.js';
import type { PermissionContext } from './permission-context.js';
import { fileSystemPolicyOf, networkPolicyOf, type PermissionProfile } from './permission-profile.js';
import { compileAccess } from './resolve-access.js';
import { resolveFileSystemRules } from './resolve-rules.js';
import type { SandboxPolicy } from './sandbox-policy.js';

/**
 * The older policy to show to programs that know nothing newer. Where a profile has no exact projection it is the workspace-write
 * policy with the same writable roots, even though the working directory itself may not be writable. Never enforce it.
 */
export function compatibleSandboxPolicy(
  profile: PermissionProfile,
  context: PermissionContext,
  facts: PathFacts,
): SandboxPolicy {
  const projected = toLegacySandboxPolicy(profile, context);
  return projected.ok ? projected.value : approximate(profile, context, facts);
}

function approximate(profile: PermissionProfile, context: PermissionContext, facts: PathFacts): SandboxPolicy {
  const policy = fileSystemPolicyOf(profile);
  const { canWrite } = compileAccess(policy, context);
  const { writableRoots } = resolveFileSystemRules(policy, context, facts);
  const roots = writableRoots === 'all' ? [] : writableRoots.map(({ root }) => root);
  return {
    kind: 'workspace-write',
    writableRoots: roots.filter((root) => pathKey(root) !== pathKey(context.cwd)),
    network: networkAccessOf(networkPolicyOf(profile)),
    excludeTmpdir: context.tmpdir === undefined || !canWrite(context.tmpdir),
    excludeSlashTmp: context.slashTmp === undefined || !canWrite(context.slashTmp),
  };
}
