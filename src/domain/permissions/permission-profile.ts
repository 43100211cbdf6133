import type { FileSystemPolicy } from './file-system-policy.js';
import { type NetworkAccess, type NetworkPolicy, networkAccessOf } from './network-policy.js';

/**
 * What commands and tools of a thread may do.
 * `managed` is enforced by a sandbox of ours; `external` says that somebody else isolates the process; `disabled` means no sandbox at all.
 */
export type PermissionProfile =
  | {
      readonly kind: 'managed';
      readonly fileSystem: Exclude<FileSystemPolicy, { readonly kind: 'external' }>;
      readonly network: NetworkPolicy;
    }
  | { readonly kind: 'external'; readonly network: NetworkAccess }
  | { readonly kind: 'disabled' };

/** Who confines a thread: a sandbox of ours, nobody, or the surroundings. */
export type Enforcement = PermissionProfile['kind'];

/** The file system rules of a profile. */
export function fileSystemPolicyOf(profile: PermissionProfile): FileSystemPolicy {
  switch (profile.kind) {
    case 'managed':
      return profile.fileSystem;
    case 'external':
      return { kind: 'external' };
    case 'disabled':
      return { kind: 'unrestricted' };
  }
}

/** The network rule of a profile; without a sandbox the network is open. */
export function networkPolicyOf(profile: PermissionProfile): NetworkPolicy {
  return profile.kind === 'disabled' ? 'enabled' : profile.network;
}

/**
 * Puts a profile together from its parts. `enforcement` tells an unrestricted profile that a sandbox still manages from one without any;
 * it has no say over external rules, which stay external.
 */
export function profileFromParts(parts: {
  readonly enforcement?: Enforcement;
  readonly fileSystem: FileSystemPolicy;
  readonly network: NetworkPolicy;
}): PermissionProfile {
  const { enforcement = 'managed', fileSystem, network } = parts;
  if (fileSystem.kind === 'external') return { kind: 'external', network: networkAccessOf(network) };
  if (fileSystem.kind === 'unrestricted' && enforcement === 'disabled') return { kind: 'disabled' };
  return { kind: 'managed', fileSystem, network };
}
