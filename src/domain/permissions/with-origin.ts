import type { EntryOrigin } from './entry-origin.js';
import type { FileSystemEntry } from './file-system-policy.js';
import type { PermissionProfile } from './permission-profile.js';

/** Notes on every entry that has no origin yet where it comes from. Only explanations differ afterwards. */
export function withOrigin(
  profile: PermissionProfile,
  originOf: (entry: FileSystemEntry) => EntryOrigin,
): PermissionProfile {
  if (profile.kind !== 'managed' || profile.fileSystem.kind !== 'restricted') return profile;
  const entries = profile.fileSystem.entries.map((entry) => ({ ...entry, origin: entry.origin ?? originOf(entry) }));
  return { ...profile, fileSystem: { ...profile.fileSystem, entries } };
}
