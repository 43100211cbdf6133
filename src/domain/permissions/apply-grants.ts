import type { AdditionalPermissions, FileSystemGrants } from './additional-permissions.js';
import { unionOfEntries } from './entry-key.js';
import type { FileSystemEntry } from './file-system-policy.js';
import { mergeScanDepth } from './merge-grants.js';
import { networkAccessOf, openedNetwork } from './network-policy.js';
import type { PermissionProfile } from './permission-profile.js';

/** The profile of one command: that of its thread and what was granted on top. The denials of the thread stay in force. */
export function applyGrants(profile: PermissionProfile, additional: AdditionalPermissions): PermissionProfile {
  if (profile.kind === 'disabled') return profile;
  const network = additional.network?.enabled === true ? openedNetwork(profile.network) : profile.network;
  if (profile.kind === 'external') return { kind: 'external', network: networkAccessOf(network) };
  return { kind: 'managed', fileSystem: applyToPolicy(profile.fileSystem, additional.fileSystem), network };
}

type ManagedPolicy = Extract<PermissionProfile, { readonly kind: 'managed' }>['fileSystem'];

function applyToPolicy(policy: ManagedPolicy, grants: FileSystemGrants | undefined): ManagedPolicy {
  if (policy.kind !== 'restricted' || grants === undefined) return policy;
  return {
    kind: 'restricted',
    entries: unionOfEntries(policy.entries, grants.entries.map(withGrantOrigin)),
    ...mergeScanDepth(policy, grants),
  };
}

function withGrantOrigin(entry: FileSystemEntry): FileSystemEntry {
  return { ...entry, origin: entry.origin ?? { kind: 'grant' } };
}
