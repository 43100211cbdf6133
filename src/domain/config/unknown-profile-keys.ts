import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import type { KeyPath } from './key-path.js';
import { nearestName } from './nearest-name.js';

/** A key of a permission profile that nobody knows. */
export interface UnknownProfileKey {
  readonly path: KeyPath;
  /** The key that was most likely meant. */
  readonly suggestion?: string;
}

const profileKeys = ['description', 'extends', 'workspace_roots', 'filesystem', 'network'];
const networkKeys = ['enabled', 'mode', 'domains', 'allow_local_binding', 'allowed_domains', 'denied_domains'];

/** Keys of the network of a profile that the public Codex knows and that change nothing here. */
export const inertNetworkKeys: readonly string[] = [
  'unix_sockets',
  'proxy_url',
  'enable_socks5',
  'socks_url',
  'enable_socks5_udp',
  'allow_upstream_proxy',
  'dangerously_allow_non_loopback_proxy',
  'dangerously_allow_all_unix_sockets',
  'mitm',
];

/**
 * The keys in the tables below `[permissions]` that nobody knows. A profile with such keys still loads, but what was meant to protect
 * something may be missing from it.
 */
export function unknownProfileKeys(permissions: JsonValue | undefined): readonly UnknownProfileKey[] {
  return tablesIn(permissions).flatMap(([id, profile]) => [
    ...unknownIn(profile, profileKeys, ['permissions', id]),
    ...tablesIn(profile)
      .filter(([key]) => key === 'network')
      .flatMap(([, network]) =>
        unknownIn(network, [...networkKeys, ...inertNetworkKeys], ['permissions', id, 'network']),
      ),
  ]);
}

function unknownIn(table: JsonObject, known: readonly string[], above: KeyPath): readonly UnknownProfileKey[] {
  const unknown = Object.keys(table).filter((key) => !known.includes(key));
  return unknown.map((key) => {
    const suggestion = nearestName(key, known);
    return { path: [...above, key], ...(suggestion === undefined ? {} : { suggestion }) };
  });
}

function tablesIn(value: JsonValue | undefined): readonly (readonly [string, JsonObject])[] {
  if (!isTable(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => (isTable(entry) ? [[key, entry] as const] : []));
}

function isTable(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
