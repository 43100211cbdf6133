import type { AdditionalPermissions, FileSystemGrants } from './additional-permissions.js';
import { unionOfEntries } from './entry-key.js';
import type { FileSystemEntry } from './file-system-policy.js';

/** Adds a grant to those that are in force already. */
export function mergeGrants(base: AdditionalPermissions, more: AdditionalPermissions): AdditionalPermissions {
  const enabled = base.network?.enabled === true || more.network?.enabled === true;
  const fileSystem = mergeFileSystemGrants(base.fileSystem, more.fileSystem);
  return {
    ...(enabled ? { network: { enabled: true } } : {}),
    ...(fileSystem === undefined ? {} : { fileSystem }),
  };
}

function mergeFileSystemGrants(
  base: FileSystemGrants | undefined,
  more: FileSystemGrants | undefined,
): FileSystemGrants | undefined {
  if (base === undefined || more === undefined) return base ?? more;
  return { entries: unionOfEntries(base.entries, more.entries), ...mergeScanDepth(base, more) };
}

/** The depth to which the patterns of both sides are looked for: unbounded when either side has unbounded ones, else the greater. */
export function mergeScanDepth(a: FileSystemGrants, b: FileSystemGrants): Pick<FileSystemGrants, 'globScanMaxDepth'> {
  if (scansUnbounded(a) || scansUnbounded(b)) return {};
  const depths = [a.globScanMaxDepth, b.globScanMaxDepth].filter((depth) => depth !== undefined);
  return depths.length === 0 ? {} : { globScanMaxDepth: Math.max(...depths) };
}

function scansUnbounded({ entries, globScanMaxDepth }: FileSystemGrants): boolean {
  return globScanMaxDepth === undefined && entries.some(isDenyPattern);
}

/** Whether an entry denies by pattern. */
export function isDenyPattern({ path, access }: FileSystemEntry): boolean {
  return access === 'deny' && (path.kind === 'glob' || path.kind === 'workspace-glob');
}
