import type { FileSystemEntry, RestrictedFileSystemPolicy } from './file-system-policy.js';
import type { PermissionContext } from './permission-context.js';
import { targetKey } from './policy-target.js';
import { withoutIdleGrants } from './resolve-entries.js';
import type { SpecialPath } from './special-path.js';

/** Whether rules let everything be read: `:root` is granted and nothing is denied. */
export function readsWholeDisk(policy: RestrictedFileSystemPolicy): boolean {
  const speaksOfRoot = policy.entries.some((entry) => isSpecial(entry, 'root'));
  return speaksOfRoot && policy.entries.every((entry) => entry.access !== 'deny');
}

/** Whether rules let everything be written: `:root` is writable and no rule takes anything back. */
export function writesWholeDisk(policy: RestrictedFileSystemPolicy): boolean {
  if (!policy.entries.some((entry) => isSpecial(entry, 'root') && entry.access === 'write')) return false;
  const writable = new Set(
    policy.entries.filter((entry) => entry.access === 'write').map(({ path }) => targetKey(path)),
  );
  return !policy.entries.some((entry) => narrows(entry, writable));
}

/** Whether rules let everything be written on one machine, where some of their grants may stand for nothing; without a context, on any. */
export function writesWholeDiskIn(policy: RestrictedFileSystemPolicy, context: PermissionContext | undefined): boolean {
  return writesWholeDisk({ ...policy, entries: withoutIdleGrants(policy.entries, context) });
}

/** Whether the folders that most programs need are granted as a set, which matters only where not everything is readable. */
export function grantsPlatformDefaults(policy: RestrictedFileSystemPolicy): boolean {
  if (readsWholeDisk(policy)) return false;
  return policy.entries.some((entry) => isSpecial(entry, 'minimal') && entry.access !== 'deny');
}

/** Whether an entry takes something back from a writable file system. */
function narrows(entry: FileSystemEntry, writable: ReadonlySet<string>): boolean {
  if (entry.access === 'write' || isSpecial(entry, 'minimal') || isSpecial(entry, 'unknown')) return false;
  return entry.access === 'deny' || !writable.has(targetKey(entry.path));
}

function isSpecial(entry: FileSystemEntry, kind: SpecialPath['kind']): boolean {
  return entry.path.kind === 'special' && entry.path.special.kind === kind;
}
