import { Constrained, type ConstraintViolation } from '../config/constrained.js';
import type { AbsolutePath } from '../paths/absolute-path.js';
import { distinctPaths } from '../paths/distinct-paths.js';
import { err, ok, type Result } from '../result.js';
import { unionOfEntries } from './entry-key.js';
import { fromLegacySandboxPolicy } from './legacy-sandbox-policy.js';
import { materializeProfile } from './materialize.js';
import type { PathFacts } from './path-facts.js';
import type { PermissionProfile } from './permission-profile.js';
import {
  profileWorkspaceRoots,
  type ResolvedPermissionProfile,
  resolvedProfile,
} from './resolved-permission-profile.js';
import type { SandboxPolicy } from './sandbox-policy.js';

/** What a thread may do, and over which directories. Immutable: every change gives a new value or leaves the old one in force. */
export interface ThreadPermissions {
  readonly selected: Constrained<ResolvedPermissionProfile>;
  /** The runtime workspace roots that users see: the working directory and the directories they added. */
  readonly workspaceRoots: readonly AbsolutePath[];
  /** Directories that the product itself makes writable in workspace-write, such as its memories; never shown as workspace roots. */
  readonly internalWritableRoots: readonly AbsolutePath[];
}

/** The profile as it was selected, with rules about workspace roots still standing for whatever the roots are. */
export function rawProfile({ selected }: ThreadPermissions): PermissionProfile {
  return selected.value.profile;
}

/** The profile as it is enforced: materialised over the runtime roots, with the internal roots added where workspaces are writable. */
export function effectiveProfile(permissions: ThreadPermissions): PermissionProfile {
  const raw = rawProfile(permissions);
  const effective = materializeProfile(raw, permissions.workspaceRoots);
  return writesWorkspaces(raw) ? withInternalRoots(effective, permissions.internalWritableRoots) : effective;
}

/** All roots that rules about workspaces apply to: the runtime ones, then those of the profile, each once. */
export function effectiveWorkspaceRoots(permissions: ThreadPermissions): readonly AbsolutePath[] {
  return distinctPaths([...permissions.workspaceRoots, ...profileWorkspaceRoots(permissions.selected.value)]);
}

/** Replaces the profile by one without a name. */
export function withPermissionProfile(
  permissions: ThreadPermissions,
  profile: PermissionProfile,
): Result<ThreadPermissions, ConstraintViolation> {
  return withSelected(permissions, resolvedProfile(profile));
}

/** Replaces the profile, its name and its roots together. */
export function withSelected(
  permissions: ThreadPermissions,
  resolved: ResolvedPermissionProfile,
): Result<ThreadPermissions, ConstraintViolation> {
  const selected = permissions.selected.with(resolved);
  return selected.ok ? ok({ ...permissions, selected: selected.value }) : err(selected.error);
}

/** Replaces the profile by what an older policy means; its roots become workspace roots besides the working directory. */
export function withLegacySandboxPolicy(
  permissions: ThreadPermissions,
  policy: SandboxPolicy,
  place: { readonly cwd: AbsolutePath; readonly facts?: PathFacts },
): Result<ThreadPermissions, ConstraintViolation> {
  const changed = withPermissionProfile(permissions, fromLegacySandboxPolicy(policy, place.facts));
  if (!changed.ok) return changed;
  const roots = policy.kind === 'workspace-write' ? policy.writableRoots : [];
  return ok({ ...changed.value, workspaceRoots: distinctPaths([place.cwd, ...roots]) });
}

/** Puts permissions together from a profile that no rule limits. */
export function threadPermissions(
  resolved: ResolvedPermissionProfile,
  roots: {
    readonly workspaceRoots: readonly AbsolutePath[];
    readonly internalWritableRoots?: readonly AbsolutePath[];
  },
): ThreadPermissions {
  return {
    selected: Constrained.any(resolved),
    workspaceRoots: roots.workspaceRoots,
    internalWritableRoots: roots.internalWritableRoots ?? [],
  };
}

function writesWorkspaces(profile: PermissionProfile): boolean {
  if (profile.kind !== 'managed' || profile.fileSystem.kind !== 'restricted') return false;
  return profile.fileSystem.entries.some(
    ({ path, access }) =>
      access === 'write' &&
      path.kind === 'special' &&
      path.special.kind === 'workspace-roots' &&
      path.special.subpath === undefined,
  );
}

function withInternalRoots(profile: PermissionProfile, roots: readonly AbsolutePath[]): PermissionProfile {
  if (profile.kind !== 'managed' || profile.fileSystem.kind !== 'restricted') return profile;
  const grants = roots.map((path) => ({ path: { kind: 'path', path }, access: 'write' }) as const);
  return {
    ...profile,
    fileSystem: { ...profile.fileSystem, entries: unionOfEntries(profile.fileSystem.entries, grants) },
  };
}
