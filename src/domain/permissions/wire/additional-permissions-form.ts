import { ok, type Result } from '../../result.js';
import type { JsonObject } from '../../tools/tool-definition.js';
import type { AdditionalPermissions, FileSystemGrants } from '../additional-permissions.js';
import type { FileSystemEntry } from '../file-system-policy.js';
import { readFileSystemGrants } from './decode-grants.js';
import type { PathSyntax } from './decode-path.js';
import { encodeEntry } from './encode-entries.js';
import { member, readBoolean, readObject, refuseOtherKeys, type WireError } from './read-json.js';

/** Puts additional permissions into the form in which they are exchanged: lists of paths where they suffice, entries otherwise. */
export function encodeAdditionalPermissions(permissions: AdditionalPermissions): JsonObject {
  const { network, fileSystem } = permissions;
  return {
    ...(network === undefined ? {} : { network: network.enabled === undefined ? {} : { enabled: network.enabled } }),
    ...(fileSystem === undefined ? {} : { file_system: encodeGrants(fileSystem) }),
  };
}

/** Decodes additional permissions. Keys that nobody knows are refused, because a grant must not be misread. */
export function decodeAdditionalPermissions(
  value: unknown,
  syntax: PathSyntax = {},
): Result<AdditionalPermissions, WireError> {
  const object = readObject(value, '');
  if (!object.ok) return object;
  const known = refuseOtherKeys(object.value, '', ['network', 'file_system']);
  if (!known.ok) return known;
  const network = readNetworkGrant(member(object.value, 'network'));
  if (!network.ok) return network;
  const fileSystem = member(object.value, 'file_system');
  if (fileSystem === undefined) return ok(network.value);
  const grants = readFileSystemGrants(fileSystem, 'file_system', syntax);
  return grants.ok ? ok({ ...network.value, fileSystem: grants.value }) : grants;
}

function readNetworkGrant(value: unknown): Result<Pick<AdditionalPermissions, 'network'>, WireError> {
  if (value === undefined) return ok({});
  const object = readObject(value, 'network');
  if (!object.ok) return object;
  const known = refuseOtherKeys(object.value, 'network', ['enabled']);
  if (!known.ok) return known;
  const stated = member(object.value, 'enabled');
  if (stated === undefined) return ok({ network: {} });
  const enabled = readBoolean(stated, 'network.enabled', false);
  return enabled.ok ? ok({ network: { enabled: enabled.value } }) : enabled;
}

function encodeGrants({ entries, globScanMaxDepth }: FileSystemGrants): JsonObject {
  if (globScanMaxDepth === undefined && entries.every(fitsList)) {
    const read = pathsOf(entries, 'read');
    const write = pathsOf(entries, 'write');
    return { ...(read.length === 0 ? {} : { read }), ...(write.length === 0 ? {} : { write }) };
  }
  return {
    entries: entries.map(encodeEntry),
    ...(globScanMaxDepth === undefined ? {} : { glob_scan_max_depth: globScanMaxDepth }),
  };
}

function fitsList({ path, access, missingPath }: FileSystemEntry): boolean {
  return path.kind === 'path' && access !== 'deny' && missingPath === undefined;
}

function pathsOf(entries: readonly FileSystemEntry[], access: 'read' | 'write'): readonly string[] {
  return entries.flatMap((entry) => (entry.path.kind === 'path' && entry.access === access ? [entry.path.path] : []));
}
