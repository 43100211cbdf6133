import type { JsonObject } from '../../tools/tool-definition.js';
import type { PermissionProfile } from '../permission-profile.js';
import { encodeEntry } from './encode-entries.js';
import { encodeNetwork } from './network-form.js';

/** Puts a profile into the form that session files and other programs read. Origins of entries are left out. */
export function encodePermissionProfile(profile: PermissionProfile): JsonObject {
  switch (profile.kind) {
    case 'managed':
      return { type: 'managed', file_system: encodeManaged(profile.fileSystem), ...encodeNetwork(profile.network) };
    case 'external':
      return { type: 'external', network: profile.network };
    case 'disabled':
      return { type: 'disabled' };
  }
}

function encodeManaged(policy: Extract<PermissionProfile, { kind: 'managed' }>['fileSystem']): JsonObject {
  if (policy.kind === 'unrestricted') return { type: 'unrestricted' };
  return {
    type: 'restricted',
    entries: policy.entries.map(encodeEntry),
    ...(policy.globScanMaxDepth === undefined ? {} : { glob_scan_max_depth: policy.globScanMaxDepth }),
  };
}
