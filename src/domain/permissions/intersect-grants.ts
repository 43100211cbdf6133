import { type AbsolutePath, isWithin } from '../paths/absolute-path.js';
import { compileGlob } from '../paths/glob.js';
import type { AdditionalPermissions, FileSystemGrants } from './additional-permissions.js';
import { entryKey, unionOfEntries } from './entry-key.js';
import type { FileSystemEntry } from './file-system-policy.js';
import { isWorkspaceEntry, materializeEntries } from './materialize.js';
import { mergeScanDepth } from './merge-grants.js';
import type { PermissionContext } from './permission-context.js';
import { compileAccess } from './resolve-access.js';
import { resolveEntries } from './resolve-entries.js';

/**
 * What of a grant was asked for. A granted path counts when the request covers it as a whole; restrictions of either side that touch
 * an accepted path come along, so the result allows nothing that one side does not.
 */
export function intersectGrants(
  requested: AdditionalPermissions,
  granted: AdditionalPermissions,
  context: PermissionContext,
): AdditionalPermissions {
  const enabled = requested.network?.enabled === true && granted.network?.enabled === true;
  const fileSystem = intersectFileSystem(requested.fileSystem, granted.fileSystem, context);
  return {
    ...(enabled ? { network: { enabled: true } } : {}),
    ...(fileSystem === undefined ? {} : { fileSystem }),
  };
}

function intersectFileSystem(
  requested: FileSystemGrants | undefined,
  granted: FileSystemGrants | undefined,
  context: PermissionContext,
): FileSystemGrants | undefined {
  if (requested === undefined || granted === undefined) return undefined;
  const accepted = granted.entries.flatMap((entry) => acceptedPart(entry, requested.entries, context));
  if (accepted.length === 0) return undefined;
  const places = resolveEntries(accepted, context).paths.map(({ path }) => path);
  const restrictions = [
    ...restrictionsOn(places, requested.entries, context),
    ...restrictionsOn(places, granted.entries, context),
  ];
  return { entries: unionOfEntries(accepted, restrictions), ...mergeScanDepth(requested, granted) };
}

/** The entry itself or, when it is about workspace roots, its concrete forms, as far as the request covers them. */
function acceptedPart(
  entry: FileSystemEntry,
  requested: readonly FileSystemEntry[],
  context: PermissionContext,
): readonly FileSystemEntry[] {
  if (entry.access === 'deny') return [];
  const concrete = isWorkspaceEntry(entry) ? materializeEntries([entry], context.workspaceRoots) : [entry];
  return concrete.filter((candidate) => isCovered(candidate, requested, context));
}

function isCovered(entry: FileSystemEntry, requested: readonly FileSystemEntry[], context: PermissionContext): boolean {
  const [resolved] = resolveEntries([entry], context).paths;
  // Nobody can tell what lies below a path without a place, so only the very same wish covers it.
  if (resolved === undefined) return requested.some((wish) => entryKey(wish) === entryKey(entry));
  const wishes = compileAccess({ kind: 'restricted', entries: requested }, context);
  return entry.access === 'write' ? wishes.canWrite(resolved.path) : wishes.canRead(resolved.path);
}

/** The denials that touch one of the places, and the rules below them that grant less than writing. */
function restrictionsOn(
  places: readonly AbsolutePath[],
  entries: readonly FileSystemEntry[],
  context: PermissionContext,
): readonly FileSystemEntry[] {
  return materializeEntries(entries, context.workspaceRoots).filter((entry) => {
    const { paths, denyGlobs } = resolveEntries([entry], context);
    if (paths.some(({ path }) => places.some((place) => restricts(entry, path, place)))) return true;
    return denyGlobs.some(({ pattern }) => places.some((place) => touches(pattern, place)));
  });
}

function restricts({ access }: FileSystemEntry, path: AbsolutePath, place: AbsolutePath): boolean {
  if (access === 'write') return false;
  return isWithin(path, place) || (access === 'deny' && isWithin(place, path));
}

function touches(pattern: AbsolutePath, place: AbsolutePath): boolean {
  const glob = compileGlob(pattern);
  return !glob.ok || isWithin(glob.value.base, place) || isWithin(place, glob.value.base);
}
