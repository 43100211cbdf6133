import type { FileSystemEntry, RestrictedFileSystemPolicy } from './file-system-policy.js';
import { targetKey } from './policy-target.js';
import type { SpecialPath } from './special-path.js';

/** Whether rules let everything be read: `:root` is granted and nothing is denied. */
export function readsWholeDisk(policy: RestrictedFileSystemPolicy): boolean {
  const granted = policy.entries.some((entry) => isSpecial(entry, 'root') && entry.access !== 'deny');
  return granted && policy.entries.every((entry) => entry.access !== 'deny');
}

/** Whether rules let everything be written: `:root` is writable and no rule takes anything back. */
export function writesWholeDisk(policy: RestrictedFileSystemPolicy): boolean {
  if (!policy.entries.some((entry) => isSpecial(entry, 'root') && entry.access === 'write')) return false;
  const writable = new Set(
    policy.entries.filter((entry) => entry.access === 'write').map(({ path }) => targetKey(path)),
  );
  return !policy.entries.some((entry) => narrows(entry, writable));
}

/** Whether the folders that most programs need are granted as a set, which matters only where not everything is readable. */
export function grantsPlatformDefaults(policy: RestrictedFileSystemPolicy): boolean {
  if (readsWholeDisk(policy)) return false;
  return policy.entries.some((entry) => isSpecial(entry, 'minimal') && entry.access !== 'deny');
}

/** Whether an entry takes something back from a writable file system. */
function narrows(entry: FileSystemEntry, writable: ReadonlySet<string>): boolean {
  if (entry.access === 'write' || isSpecial(entry, 'minimal') || isSpecial(entry, 'unknown')) return false;
  if (entry.access === 'deny' || entry.path.kind === 'glob' || entry.path.kind === 'workspace-glob') return true;
  return !isSpecial(entry, 'root') && !writable.has(targetKey(entry.path));
}

function isSpecial(entry: FileSystemEntry, kind: SpecialPath['kind']): boolean {
  return entry.path.kind === 'special' && entry.path.special.kind === kind;
}
