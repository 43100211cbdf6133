import { ok, type Result } from '../../result.js';
import type { RestrictedFileSystemPolicy } from '../file-system-policy.js';
import type { NetworkAccess } from '../network-policy.js';
import type { PermissionProfile } from '../permission-profile.js';
import { readEntry } from './decode-entries.js';
import { readFileSystemGrants, readGlobScanMaxDepth } from './decode-grants.js';
import type { PathSyntax } from './decode-path.js';
import { readNetwork, readNetworkWord } from './network-form.js';
import {
  member,
  memberPath,
  readArray,
  readBoolean,
  readObject,
  refuseOtherKeys,
  type WireError,
  type WireObject,
  wireError,
} from './read-json.js';

type ManagedPolicy = Extract<PermissionProfile, { readonly kind: 'managed' }>['fileSystem'];

/**
 * Decodes a profile, in its present form or in the one of older session files, which has no `type`. Keys that nobody knows are
 * ignored in the present form and refused in the older one, where nothing else would tell it from another object.
 */
export function decodePermissionProfile(value: unknown, syntax: PathSyntax = {}): Result<PermissionProfile, WireError> {
  const object = readObject(value, '');
  if (!object.ok) return object;
  switch (member(object.value, 'type')) {
    case undefined:
      return readOlderProfile(object.value, syntax);
    case 'managed':
      return readManagedProfile(object.value, syntax);
    case 'external': {
      const network = readNetworkWord(member(object.value, 'network'), 'network');
      return network.ok ? ok({ kind: 'external', network: network.value }) : network;
    }
    case 'disabled':
      return ok({ kind: 'disabled' });
    default:
      return wireError('type', 'expected `managed`, `external` or `disabled`');
  }
}

function readManagedProfile(object: WireObject, syntax: PathSyntax): Result<PermissionProfile, WireError> {
  const fileSystem = readManagedPolicy(member(object, 'file_system'), 'file_system', syntax);
  if (!fileSystem.ok) return fileSystem;
  const network = readNetwork(object);
  return network.ok ? ok({ kind: 'managed', fileSystem: fileSystem.value, network: network.value }) : network;
}

function readManagedPolicy(value: unknown, at: string, syntax: PathSyntax): Result<ManagedPolicy, WireError> {
  const object = readObject(value, at);
  if (!object.ok) return object;
  switch (member(object.value, 'type')) {
    case 'unrestricted':
      return ok({ kind: 'unrestricted' });
    case 'restricted':
      return readRestrictedPolicy(object.value, at, syntax);
    default:
      return wireError(memberPath(at, 'type'), 'expected `restricted` or `unrestricted`');
  }
}

/** Decodes `entries` and `glob_scan_max_depth`. */
export function readRestrictedPolicy(
  object: WireObject,
  at: string,
  syntax: PathSyntax,
): Result<RestrictedFileSystemPolicy, WireError> {
  const entries = readArray(member(object, 'entries'), memberPath(at, 'entries'), (element, place) =>
    readEntry(element, place, syntax),
  );
  if (!entries.ok) return entries;
  const depth = readGlobScanMaxDepth(object, at);
  return depth.ok ? ok({ kind: 'restricted', entries: entries.value, ...depth.value }) : depth;
}

function readOlderProfile(object: WireObject, syntax: PathSyntax): Result<PermissionProfile, WireError> {
  const known = refuseOtherKeys(object, '', ['file_system', 'network']);
  if (!known.ok) return known;
  const network = readOlderNetwork(member(object, 'network'));
  if (!network.ok) return network;
  const grants = readFileSystemGrants(member(object, 'file_system') ?? {}, 'file_system', syntax);
  if (!grants.ok) return grants;
  return ok({ kind: 'managed', fileSystem: { kind: 'restricted', ...grants.value }, network: network.value });
}

function readOlderNetwork(value: unknown): Result<NetworkAccess, WireError> {
  const object = readObject(value ?? {}, 'network');
  if (!object.ok) return object;
  const known = refuseOtherKeys(object.value, 'network', ['enabled']);
  if (!known.ok) return known;
  const enabled = readBoolean(member(object.value, 'enabled'), 'network.enabled', false);
  return enabled.ok ? ok(enabled.value ? 'enabled' : 'restricted') : enabled;
}
