import { ok, type Result } from '../../result.js';
import type { JsonObject } from '../../tools/tool-definition.js';
import type { FileSystemPolicy } from '../file-system-policy.js';
import type { PathSyntax } from './decode-path.js';
import { readRestrictedPolicy } from './decode-permission-profile.js';
import { encodeEntry } from './encode-entries.js';
import { member, readObject, type WireError, wireError } from './read-json.js';

/** Puts file system rules into the form in which they are exchanged apart from a profile. */
export function encodeFileSystemPolicy(policy: FileSystemPolicy): JsonObject {
  if (policy.kind !== 'restricted') return { kind: policy.kind === 'external' ? 'external-sandbox' : 'unrestricted' };
  return {
    kind: 'restricted',
    ...(policy.globScanMaxDepth === undefined ? {} : { glob_scan_max_depth: policy.globScanMaxDepth }),
    ...(policy.entries.length === 0 ? {} : { entries: policy.entries.map(encodeEntry) }),
  };
}

/** Decodes file system rules that stand apart from a profile. Without a `kind` they are restricted. */
export function decodeFileSystemPolicy(value: unknown, syntax: PathSyntax = {}): Result<FileSystemPolicy, WireError> {
  const object = readObject(value, '');
  if (!object.ok) return object;
  switch (member(object.value, 'kind')) {
    case 'unrestricted':
      return ok({ kind: 'unrestricted' });
    case 'external-sandbox':
      return ok({ kind: 'external' });
    case undefined:
    case 'restricted':
      return readRestrictedPolicy(object.value, '', syntax);
    default:
      return wireError('kind', 'expected `restricted`, `unrestricted` or `external-sandbox`');
  }
}
