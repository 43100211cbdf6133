import { parseHostPattern, renderHostPattern } from '../permissions/network/host-pattern.js';
import type { NetworkAccess } from '../permissions/network-policy.js';
import { err, ok, type Result } from '../result.js';
import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import type { Inconsistency } from './inconsistency.js';
import { formatKeyPath } from './key-path.js';
import type { ProfileTable } from './profile-table.js';

/** Which hosts and sockets a profile lets commands reach, for whoever can tell them apart. */
export interface NetworkRules {
  /** `limited` lets only requests through that change nothing. */
  readonly mode: 'full' | 'limited';
  /** Host patterns in lower case, without a final dot, sorted. */
  readonly allowedDomains: readonly string[];
  readonly deniedDomains: readonly string[];
  readonly allowedUnixSockets: readonly string[];
  readonly deniedUnixSockets: readonly string[];
  readonly localBinding: 'allowed' | 'denied';
}

/** The network part of a profile. */
export interface ProfileNetwork {
  /** Whether the network is wanted at all. */
  readonly policy: NetworkAccess;
  readonly rules: NetworkRules;
  /** Whether anything is said about hosts, so that an open network would be more than the profile wants. */
  readonly limitsHosts: boolean;
}

/** Decodes the merged network table of a profile. Keys that are not known are ignored. */
export function decodeProfileNetwork(profile: ProfileTable): Result<ProfileNetwork, Inconsistency> {
  const enabled = flag(profile, 'enabled');
  if (!enabled.ok) return enabled;
  const localBinding = flag(profile, 'allow_local_binding');
  if (!localBinding.ok) return localBinding;
  const mode = own(profile.network, 'mode') ?? 'full';
  if (mode !== 'full' && mode !== 'limited') return mismatch(profile, ['mode'], '`full` or `limited`');
  const domains = verdicts(profile, hostKeys, hostName);
  if (!domains.ok) return domains;
  const sockets = verdicts(profile, ['unix_sockets'], (path) => ok(path));
  if (!sockets.ok) return sockets;
  return ok({
    policy: enabled.value ? 'enabled' : 'restricted',
    limitsHosts: mode === 'limited' || hostKeys.some((key) => own(profile.network, key) !== undefined),
    rules: {
      mode,
      allowedDomains: withVerdict(domains.value, 'allow'),
      deniedDomains: withVerdict(domains.value, 'deny'),
      allowedUnixSockets: withVerdict(sockets.value, 'allow'),
      deniedUnixSockets: withVerdict(sockets.value, 'deny'),
      localBinding: localBinding.value ? 'allowed' : 'denied',
    },
  });
}

/** One spelling per pattern: lower case, without the final dot of an absolute name, in letters that the name system knows. */
function hostName(text: string): Result<string, string> {
  const pattern = parseHostPattern(text);
  return pattern.ok ? ok(renderHostPattern(pattern.value)) : pattern;
}

type Verdict = 'allow' | 'deny';

/** Lists of hosts that stood in the place of the table once. Who still has them expects them to be kept. */
const hostLists: Readonly<Record<string, Verdict | undefined>> = { allowed_domains: 'allow', denied_domains: 'deny' };
const hostKeys: readonly string[] = ['domains', ...Object.keys(hostLists)];

/** What is said under some keys about each name. When two spellings of a name differ in their verdict, the name is denied. */
function verdicts(
  profile: ProfileTable,
  keys: readonly string[],
  normalise: (name: string) => Result<string, string>,
): Result<ReadonlyMap<string, Verdict>, Inconsistency> {
  const result = new Map<string, Verdict>();
  for (const key of keys) {
    const entries = entriesAt(profile, key);
    if (!entries.ok) return entries;
    for (const [name, verdict] of entries.value) {
      if (verdict !== 'allow' && verdict !== 'deny') return mismatch(profile, [key, name], '`allow` or `deny`');
      const normal = normalise(name);
      if (!normal.ok) return err(unreadable(profile, [key, name], normal.error));
      result.set(normal.value, result.get(normal.value) === 'deny' ? 'deny' : verdict);
    }
  }
  return ok(result);
}

function entriesAt(profile: ProfileTable, key: string): Result<readonly [string, JsonValue][], Inconsistency> {
  const verdict = hostLists[key];
  const value = own(profile.network, key) ?? (verdict === undefined ? {} : []);
  if (verdict === undefined) {
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isTable ? ok(Object.entries(value)) : mismatch(profile, [key], 'a table');
  }
  const names = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  if (!Array.isArray(value) || names.length < value.length) return mismatch(profile, [key], 'a list of host names');
  return ok(names.map((name) => [name, verdict]));
}

function withVerdict(verdictByName: ReadonlyMap<string, Verdict>, wanted: Verdict): readonly string[] {
  return [...verdictByName].flatMap(([name, verdict]) => (verdict === wanted ? [name] : [])).sort();
}

function flag(profile: ProfileTable, key: string): Result<boolean, Inconsistency> {
  const value = own(profile.network, key) ?? false;
  return typeof value === 'boolean' ? ok(value) : mismatch(profile, [key], '`true` or `false`');
}

function mismatch(profile: ProfileTable, key: readonly string[], expected: string): Result<never, Inconsistency> {
  return err(unreadable(profile, key, `must be ${expected}`));
}

function unreadable(profile: ProfileTable, key: readonly string[], problem: string): Inconsistency {
  const path = ['permissions', profile.id, 'network', ...key];
  return { path, message: `\`${formatKeyPath(path)}\` ${problem}` };
}

function own(table: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(table, key) ? (table[key] ?? undefined) : undefined;
}
