import type { AbsolutePath } from '../paths/absolute-path.js';
import type { FileSystemEntry, FileSystemPolicy } from './file-system-policy.js';
import type { PermissionProfile } from './permission-profile.js';
import { joinBelow } from './workspace-path.js';

/**
 * The effective profile: every rule about workspace roots is replaced, in place, by one rule per root.
 * With no root such rules disappear. Nothing else changes, and nothing is removed as a duplicate.
 */
export function materializeProfile(
  profile: PermissionProfile,
  workspaceRoots: readonly AbsolutePath[],
): PermissionProfile {
  if (profile.kind !== 'managed' || profile.fileSystem.kind !== 'restricted') return profile;
  const entries = materializeEntries(profile.fileSystem.entries, workspaceRoots);
  return { ...profile, fileSystem: { ...profile.fileSystem, entries } };
}

/** {@link materializeProfile} for file system rules alone. */
export function materializePolicy(policy: FileSystemPolicy, workspaceRoots: readonly AbsolutePath[]): FileSystemPolicy {
  if (policy.kind !== 'restricted') return policy;
  return { ...policy, entries: materializeEntries(policy.entries, workspaceRoots) };
}

/** {@link materializeProfile} for entries alone, entry by entry and root by root. */
export function materializeEntries(
  entries: readonly FileSystemEntry[],
  workspaceRoots: readonly AbsolutePath[],
): readonly FileSystemEntry[] {
  return entries.flatMap((entry) => materializeEntry(entry, workspaceRoots));
}

/** Whether an entry stands for something different on every workspace root. */
export function isWorkspaceEntry(entry: FileSystemEntry): boolean {
  const { path } = entry;
  return path.kind === 'workspace-glob' || (path.kind === 'special' && path.special.kind === 'workspace-roots');
}

function materializeEntry(entry: FileSystemEntry, roots: readonly AbsolutePath[]): readonly FileSystemEntry[] {
  const { path } = entry;
  if (path.kind === 'workspace-glob') return roots.flatMap((root) => globBelow(root, path.pattern, entry));
  if (path.kind !== 'special' || path.special.kind !== 'workspace-roots') return [entry];
  const { subpath } = path.special;
  return roots.flatMap((root) => (subpath === undefined ? [at(root, entry)] : pathBelow(root, subpath, entry)));
}

function pathBelow(root: AbsolutePath, subpath: string, entry: FileSystemEntry): readonly FileSystemEntry[] {
  const path = joinBelow(root, subpath);
  return path === undefined ? escaping(root, entry) : [at(path, entry)];
}

function globBelow(root: AbsolutePath, pattern: string, entry: FileSystemEntry): readonly FileSystemEntry[] {
  const joined = joinBelow(root, pattern);
  return joined === undefined ? escaping(root, entry) : [{ ...entry, path: { kind: 'glob', pattern: joined } }];
}

// INVARIANT: a rule never leaves its root. A grant that tries to is dropped; a restriction that tries to locks the whole root.
function escaping(root: AbsolutePath, entry: FileSystemEntry): readonly FileSystemEntry[] {
  return entry.access === 'write' ? [] : [{ ...at(root, entry), access: 'deny' }];
}

function at(path: AbsolutePath, entry: FileSystemEntry): FileSystemEntry {
  return { ...entry, path: { kind: 'path', path } };
}
