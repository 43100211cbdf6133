import type { AbsolutePath } from '../../paths/absolute-path.js';
import { ok, type Result } from '../../result.js';
import type { AccessMode } from '../access-mode.js';
import type { FileSystemGrants } from '../additional-permissions.js';
import type { FileSystemEntry } from '../file-system-policy.js';
import { readEntry } from './decode-entries.js';
import { type PathSyntax, readPath } from './decode-path.js';
import {
  member,
  memberPath,
  readArray,
  readObject,
  refuseOtherKeys,
  type WireError,
  type WireObject,
  wireError,
} from './read-json.js';

/** Decodes grants: either lists of paths under `read` and `write`, or `entries` with an optional `glob_scan_max_depth`. */
export function readFileSystemGrants(
  value: unknown,
  at: string,
  syntax: PathSyntax,
): Result<FileSystemGrants, WireError> {
  const object = readObject(value, at);
  if (!object.ok) return object;
  return Object.hasOwn(object.value, 'entries') || Object.hasOwn(object.value, 'glob_scan_max_depth')
    ? readEntryForm(object.value, at, syntax)
    : readListForm(object.value, at, syntax);
}

/** Decodes `glob_scan_max_depth` as the member that it becomes; absent stays absent. */
export function readGlobScanMaxDepth(
  object: WireObject,
  at: string,
): Result<{ readonly globScanMaxDepth?: number }, WireError> {
  const depth = member(object, 'glob_scan_max_depth');
  if (depth === undefined) return ok({});
  if (typeof depth === 'number' && Number.isSafeInteger(depth) && depth >= 1) return ok({ globScanMaxDepth: depth });
  return wireError(memberPath(at, 'glob_scan_max_depth'), 'expected a whole number of at least 1');
}

function readEntryForm(object: WireObject, at: string, syntax: PathSyntax): Result<FileSystemGrants, WireError> {
  const known = refuseOtherKeys(object, at, ['entries', 'glob_scan_max_depth']);
  if (!known.ok) return known;
  const entries = readArray(member(object, 'entries'), memberPath(at, 'entries'), (element, place) =>
    readEntry(element, place, syntax),
  );
  if (!entries.ok) return entries;
  const depth = readGlobScanMaxDepth(object, at);
  return depth.ok ? ok({ entries: entries.value, ...depth.value }) : depth;
}

function readListForm(object: WireObject, at: string, syntax: PathSyntax): Result<FileSystemGrants, WireError> {
  const known = refuseOtherKeys(object, at, ['read', 'write']);
  if (!known.ok) return known;
  const entries: FileSystemEntry[] = [];
  for (const access of ['read', 'write'] as const) {
    const paths = readArray(member(object, access), memberPath(at, access), (element, place) =>
      readPath(element, place, syntax),
    );
    if (!paths.ok) return paths;
    for (const path of paths.value) entries.push(entryAt(path, access));
  }
  return ok({ entries });
}

function entryAt(path: AbsolutePath, access: AccessMode): FileSystemEntry {
  return { path: { kind: 'path', path }, access };
}
