import { ok, type Result } from '../../result.js';
import type { JsonObject } from '../../tools/tool-definition.js';
import type { FilteredNetwork, NetworkAccess, NetworkPolicy } from '../network-policy.js';
import { member, readArray, readObject, readString, type WireError, type WireObject, wireError } from './read-json.js';

/**
 * Puts the network rules of a profile into the members that stand for them. Readers that know nothing of single hosts see a closed
 * network beside rules that they ignore.
 */
export function encodeNetwork(policy: NetworkPolicy): JsonObject {
  if (typeof policy === 'string') return { network: policy };
  const { mode, allowedDomains, deniedDomains, localAddresses } = policy;
  const rules = {
    mode,
    allowed_domains: allowedDomains,
    denied_domains: deniedDomains,
    local_addresses: localAddresses,
  };
  return { network: 'restricted', network_rules: rules };
}

/** Decodes the members that {@link encodeNetwork} makes. */
export function readNetwork(profile: WireObject): Result<NetworkPolicy, WireError> {
  const word = readNetworkWord(member(profile, 'network'), 'network');
  const rules = member(profile, 'network_rules');
  if (!word.ok || rules === undefined || word.value === 'enabled') return word;
  return readRules(rules, 'network_rules');
}

/** Decodes whether the network is open; an absent word is `restricted`. */
export function readNetworkWord(value: unknown, at: string): Result<NetworkAccess, WireError> {
  if (value === undefined) return ok('restricted');
  return value === 'restricted' || value === 'enabled'
    ? ok(value)
    : wireError(at, 'expected `restricted` or `enabled`');
}

function readRules(value: unknown, at: string): Result<FilteredNetwork, WireError> {
  const object = readObject(value, at);
  if (!object.ok) return object;
  const allowed = readArray(member(object.value, 'allowed_domains'), `${at}.allowed_domains`, readString);
  if (!allowed.ok) return allowed;
  const denied = readArray(member(object.value, 'denied_domains'), `${at}.denied_domains`, readString);
  if (!denied.ok) return denied;
  const [mode, localAddresses] = [member(object.value, 'mode'), member(object.value, 'local_addresses')];
  return ok({
    kind: 'filtered',
    mode: mode === undefined || mode === 'full' ? 'full' : 'limited',
    allowedDomains: allowed.value,
    deniedDomains: denied.value,
    localAddresses: localAddresses === 'allowed' ? 'allowed' : 'denied',
  });
}
