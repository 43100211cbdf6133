import { type ApprovalPolicy, basicPolicyOf } from '../../domain/approvals/approval-policy.js';
import type { PermissionFacts } from '../../domain/conversation/context/permission-instructions.js';
import { materializeProfile } from '../../domain/permissions/materialize.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { resolveFileSystemRules } from '../../domain/permissions/resolve-rules.js';
import { rawProfile } from '../../domain/permissions/thread-permissions.js';
import type { ThreadSettings } from '../settings/thread-settings.js';

/** What the model is told about its permissions, which is the same in every turn of a thread. */
export interface ToldPermissions {
  readonly permissions: PermissionFacts;
  readonly profile: PermissionProfile;
}

/** Describes the permissions of a thread to the model. */
export function toldPermissions(
  { permissions, approvalPolicy }: Pick<ThreadSettings, 'permissions' | 'approvalPolicy'>,
  context: PermissionContext,
): ToldPermissions {
  // Directories that the product writes on its own behalf are nothing the model should know about.
  const profile = materializeProfile(rawProfile(permissions), permissions.workspaceRoots);
  return { permissions: describePermissions(profile, basicPolicyOf(approvalPolicy), context), profile };
}

/** What a profile and a policy come to, in the terms of the instructions to the model. */
export function describePermissions(
  profile: PermissionProfile,
  approvalPolicy: ApprovalPolicy,
  context: PermissionContext,
): PermissionFacts {
  if (profile.kind !== 'managed') {
    const network = profile.kind === 'external' ? profile.network : 'enabled';
    return { fileSystem: { kind: 'unrestricted' }, network, approvalPolicy };
  }
  const { writableRoots } = resolveFileSystemRules(profile.fileSystem, context, new Map());
  const { network } = profile;
  if (writableRoots === 'all') return { fileSystem: { kind: 'unrestricted' }, network, approvalPolicy };
  if (writableRoots.length === 0) return { fileSystem: { kind: 'read-only' }, network, approvalPolicy };
  const roots = writableRoots.map(({ root }) => root).sort();
  return { fileSystem: { kind: 'workspace-write', writableRoots: roots }, network, approvalPolicy };
}
