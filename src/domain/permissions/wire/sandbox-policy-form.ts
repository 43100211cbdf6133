import { ok, type Result } from '../../result.js';
import type { JsonObject } from '../../tools/tool-definition.js';
import type { NetworkAccess } from '../network-policy.js';
import type { SandboxPolicy, WorkspaceWriteSandboxPolicy } from '../sandbox-policy.js';
import { type PathSyntax, readPath } from './decode-path.js';
import { readNetworkWord } from './network-form.js';
import { member, readArray, readBoolean, readObject, type WireError, type WireObject, wireError } from './read-json.js';

/** Puts an older policy into the form that session files carry. */
export function encodeSandboxPolicy(policy: SandboxPolicy): JsonObject {
  switch (policy.kind) {
    case 'danger-full-access':
      return { type: 'danger-full-access' };
    case 'read-only':
      return { type: 'read-only', ...(policy.network === 'enabled' ? { network_access: true } : {}) };
    case 'external':
      return { type: 'external-sandbox', network_access: policy.network };
    case 'workspace-write':
      return {
        type: 'workspace-write',
        ...(policy.writableRoots.length === 0 ? {} : { writable_roots: policy.writableRoots }),
        network_access: policy.network === 'enabled',
        exclude_tmpdir_env_var: policy.excludeTmpdir,
        exclude_slash_tmp: policy.excludeSlashTmp,
      };
  }
}

/** Decodes an older policy. Keys that nobody knows are ignored. */
export function decodeSandboxPolicy(value: unknown, syntax: PathSyntax = {}): Result<SandboxPolicy, WireError> {
  const object = readObject(value, '');
  if (!object.ok) return object;
  switch (member(object.value, 'type')) {
    case 'danger-full-access':
      return ok({ kind: 'danger-full-access' });
    case 'read-only': {
      const network = readNetworkAccess(object.value);
      return network.ok ? ok({ kind: 'read-only', network: network.value }) : network;
    }
    case 'external-sandbox': {
      const network = readNetworkWord(member(object.value, 'network_access'), 'network_access');
      return network.ok ? ok({ kind: 'external', network: network.value }) : network;
    }
    case 'workspace-write':
      return readWorkspaceWrite(object.value, syntax);
    default:
      return wireError('type', 'expected `danger-full-access`, `read-only`, `external-sandbox` or `workspace-write`');
  }
}

function readWorkspaceWrite(object: WireObject, syntax: PathSyntax): Result<WorkspaceWriteSandboxPolicy, WireError> {
  const roots = readArray(member(object, 'writable_roots'), 'writable_roots', (element, place) =>
    readPath(element, place, syntax),
  );
  if (!roots.ok) return roots;
  const network = readNetworkAccess(object);
  if (!network.ok) return network;
  const excludeTmpdir = readBoolean(member(object, 'exclude_tmpdir_env_var'), 'exclude_tmpdir_env_var', false);
  if (!excludeTmpdir.ok) return excludeTmpdir;
  const excludeSlashTmp = readBoolean(member(object, 'exclude_slash_tmp'), 'exclude_slash_tmp', false);
  if (!excludeSlashTmp.ok) return excludeSlashTmp;
  return ok({
    kind: 'workspace-write',
    writableRoots: roots.value,
    network: network.value,
    excludeTmpdir: excludeTmpdir.value,
    excludeSlashTmp: excludeSlashTmp.value,
  });
}

function readNetworkAccess(object: WireObject): Result<NetworkAccess, WireError> {
  const enabled = readBoolean(member(object, 'network_access'), 'network_access', false);
  return enabled.ok ? ok(enabled.value ? 'enabled' : 'restricted') : enabled;
}
