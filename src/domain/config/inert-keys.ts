import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import type { KeyPath } from './key-path.js';
import { inertNetworkKeys } from './unknown-profile-keys.js';

/** Listed keys that are checked, so that mistakes in them show, but that change nothing here; `*` stands for any name. */
const inert: readonly KeyPath[] = [
  ['model_providers', '*', 'auth'],
  ['model_providers', '*', 'aws'],
  ['model_providers', '*', 'supports_websockets'],
  ['model_providers', '*', 'websocket_connect_timeout_ms'],
  ['mcp_servers', '*', 'environment_id'],
  ['shell_environment_policy', 'experimental_use_profile'],
  ['show_raw_agent_reasoning'],
  ...inertNetworkKeys.map((key) => ['permissions', '*', 'network', key]),
];

/** Features of the public Codex that are part of this package and cannot be switched off. */
const alwaysOn: ReadonlySet<string> = new Set(['apply_patch_freeform', 'shell_tool', 'unified_exec']);

/** Features that are older spellings of settings. */
const olderSpellings: ReadonlySet<string> = new Set(['web_search_cached', 'web_search_request']);

/** A key that changes nothing, and why. */
export interface InertKey {
  readonly path: KeyPath;
  readonly reason: 'no-such-feature' | 'always-on';
}

/** The keys among some settings that are understood and change nothing. Switching off what does not exist is not worth mentioning. */
export function inertKeysOf(values: JsonObject): readonly InertKey[] {
  const listed = inert.flatMap((pattern) => matches(values, pattern, []));
  const paths = [...listed, ...inertWindowsSandbox(values.windows)];
  return [...paths.map((path) => ({ path, reason: 'no-such-feature' }) as const), ...inertFeatures(values.features)];
}

/** The one without an administrator is the only one there is, and it is not switched off. */
function inertWindowsSandbox(windows: JsonValue | undefined): readonly KeyPath[] {
  const chosen = isTable(windows) ? windows.sandbox : undefined;
  return chosen === undefined || chosen === 'unelevated' ? [] : [['windows', 'sandbox']];
}

function inertFeatures(features: JsonValue | undefined): readonly InertKey[] {
  if (!isTable(features)) return [];
  return Object.entries(features).flatMap(([name, value]): readonly InertKey[] => {
    const path = ['features', name];
    if (alwaysOn.has(name)) return value === true ? [] : [{ path, reason: 'always-on' }];
    return value === false || olderSpellings.has(name) ? [] : [{ path, reason: 'no-such-feature' }];
  });
}

function matches(value: JsonValue | undefined, [name, ...rest]: KeyPath, above: KeyPath): readonly KeyPath[] {
  if (name === undefined) return value === undefined || value === false ? [] : [above];
  if (!isTable(value)) return [];
  const names = name === '*' ? Object.keys(value) : Object.hasOwn(value, name) ? [name] : [];
  return names.flatMap((each) => matches(value[each], rest, [...above, each]));
}

function isTable(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
