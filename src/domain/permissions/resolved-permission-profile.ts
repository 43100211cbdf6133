import type { AbsolutePath } from '../paths/absolute-path.js';
import { type BuiltInProfileId, isBuiltInProfileId } from './built-in-profiles.js';
import type { PermissionProfile } from './permission-profile.js';

/**
 * The profile of a thread with the name it was selected by and the roots that belong to it. They are one value because they change
 * together; the name is for showing only, and enforcement looks at `profile` alone.
 */
export type ResolvedPermissionProfile =
  /** Given as a value, or derived from the older settings. */
  | { readonly kind: 'anonymous'; readonly profile: PermissionProfile }
  | {
      readonly kind: 'built-in';
      readonly id: BuiltInProfileId;
      readonly profile: PermissionProfile;
      readonly workspaceRoots: readonly AbsolutePath[];
    }
  | {
      readonly kind: 'named';
      readonly id: string;
      /** The parent as the configuration writes it. */
      readonly extends?: string;
      readonly profile: PermissionProfile;
      readonly workspaceRoots: readonly AbsolutePath[];
    };

/** The name under which a profile was selected. */
export interface ProfileIdentity {
  readonly id: string;
  readonly extends?: string;
}

/** Puts a profile, its name and its roots together. Without a name there are no roots either. */
export function resolvedProfile(
  profile: PermissionProfile,
  identity?: ProfileIdentity,
  workspaceRoots: readonly AbsolutePath[] = [],
): ResolvedPermissionProfile {
  if (identity === undefined) return { kind: 'anonymous', profile };
  const { id } = identity;
  if (isBuiltInProfileId(id)) return { kind: 'built-in', id, profile, workspaceRoots };
  return { kind: 'named', ...identity, profile, workspaceRoots };
}

/** The name of a profile, when it has one. */
export function identityOf(resolved: ResolvedPermissionProfile): ProfileIdentity | undefined {
  switch (resolved.kind) {
    case 'anonymous':
      return undefined;
    case 'built-in':
      return { id: resolved.id };
    case 'named':
      return resolved.extends === undefined ? { id: resolved.id } : { id: resolved.id, extends: resolved.extends };
  }
}

/** The workspace roots that belong to a profile itself. */
export function profileWorkspaceRoots(resolved: ResolvedPermissionProfile): readonly AbsolutePath[] {
  return resolved.kind === 'anonymous' ? [] : resolved.workspaceRoots;
}
