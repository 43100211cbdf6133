import type { RestrictedFileSystemPolicy } from './file-system-policy.js';
import type { NetworkPolicy } from './network-policy.js';
import type { PermissionProfile } from './permission-profile.js';
import { type WorkspaceWriteOptions, workspaceWrite } from './workspace-write.js';

/** The profiles that every configuration has. Names of other profiles never start with a colon. */
export type BuiltInProfileId = ':read-only' | ':workspace' | ':danger-full-access';

/** The ids of the built-in profiles, in the order in which catalogues list them. */
export const builtInProfileIds: readonly BuiltInProfileId[] = [':read-only', ':workspace', ':danger-full-access'];

/** Rules that let everything be read and nothing be written. */
function readOnly(): RestrictedFileSystemPolicy {
  return { kind: 'restricted', entries: [{ path: { kind: 'special', special: { kind: 'root' } }, access: 'read' }] };
}

/** Everything is readable, nothing is writable, the network is out of reach: `:read-only`. */
export function readOnlyProfile(options: { readonly network?: NetworkPolicy } = {}): PermissionProfile {
  return { kind: 'managed', fileSystem: readOnly(), network: options.network ?? 'restricted' };
}

/** Workspace roots and temporary directories are writable, metadata in them is not: `:workspace` when no option is given. */
export function workspaceWriteProfile(
  options: WorkspaceWriteOptions & { readonly network?: NetworkPolicy } = {},
): PermissionProfile {
  return { kind: 'managed', fileSystem: workspaceWrite(options), network: options.network ?? 'restricted' };
}

/** No sandbox at all: `:danger-full-access`. */
export function dangerFullAccessProfile(): PermissionProfile {
  return { kind: 'disabled' };
}

/** The profile behind a built-in id. */
export function builtInProfile(id: BuiltInProfileId): PermissionProfile {
  switch (id) {
    case ':read-only':
      return readOnlyProfile();
    case ':workspace':
      return workspaceWriteProfile();
    case ':danger-full-access':
      return dangerFullAccessProfile();
  }
}

/** Whether a text is the id of a built-in profile. */
export function isBuiltInProfileId(text: string): text is BuiltInProfileId {
  return builtInProfileIds.some((id) => id === text);
}
