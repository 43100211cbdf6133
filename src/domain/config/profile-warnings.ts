import type { FileSystemEntry, RestrictedFileSystemPolicy } from '../permissions/file-system-policy.js';
import type { Inconsistency } from './inconsistency.js';
import type { NetworkRules, ProfileNetwork } from './profile-network.js';
import type { ProfilePlace } from './profile-path.js';
import type { ProfileTable } from './profile-table.js';

/** What in the rules of a profile will not do what its author may expect. */
export function fileSystemWarnings(
  profile: ProfileTable,
  policy: RestrictedFileSystemPolicy,
  place: ProfilePlace,
): readonly Inconsistency[] {
  const unknown = policy.entries.flatMap((entry) => unknownPathWarning(entry));
  const effective = policy.entries.length > unknown.length ? [] : [emptyProfileWarning(profile)];
  const scanned = place.platform !== 'macos' && policy.globScanMaxDepth === undefined;
  return [...unknown, ...effective, ...(scanned ? policy.entries.flatMap(unboundedPatternWarning) : [])];
}

/** Whether the network rules of a profile cannot be kept, in which case the network stays closed, or let nothing through. */
export function networkWarnings(
  profile: ProfileTable,
  { policy, rules, limitsHosts }: ProfileNetwork,
  hostRules: 'enforced' | 'refused',
): readonly Inconsistency[] {
  if (policy === 'restricted' || !limitsHosts) return [];
  if (hostRules === 'enforced') return rules.allowedDomains.length > 0 ? [] : [nothingAllowedWarning(profile, rules)];
  return [
    {
      path: ['permissions', profile.id, 'network', ruleKey(rules)],
      message: `permission profile \`${profile.id}\` limits which hosts may be reached, which cannot be enforced here, so the network stays closed; remove the rule to open the network as a whole`,
    },
  ];
}

function nothingAllowedWarning(profile: ProfileTable, rules: NetworkRules): Inconsistency {
  return {
    path: ['permissions', profile.id, 'network', ruleKey(rules)],
    message: `permission profile \`${profile.id}\` limits the network and allows no host, so nothing can be reached; list hosts as \`allow\` in \`domains\`, or \`"*" = "allow"\``,
  };
}

function ruleKey({ mode }: NetworkRules): string {
  return mode === 'limited' ? 'mode' : 'domains';
}

function unknownPathWarning({ path, origin }: FileSystemEntry): readonly Inconsistency[] {
  if (path.kind !== 'special' || path.special.kind !== 'unknown') return [];
  const { token, subpath } = path.special;
  const rule = subpath === undefined ? `\`${token}\`` : `\`${subpath}\` below \`${token}\``;
  return [
    {
      path: origin?.kind === 'profile' ? origin.key : [],
      message: `the special path ${rule} is not known to this version and is ignored; upgrade if it is needed`,
    },
  ];
}

function emptyProfileWarning({ id }: ProfileTable): Inconsistency {
  return {
    path: ['permissions', id, 'filesystem'],
    message: `permission profile \`${id}\` has no file system rule that this version knows, so nothing can be read or written; add rules, or \`extends = ":read-only"\``,
  };
}

function unboundedPatternWarning({ path, access, origin }: FileSystemEntry): readonly Inconsistency[] {
  if (access !== 'deny' || (path.kind !== 'glob' && path.kind !== 'workspace-glob')) return [];
  if (!path.pattern.includes('**')) return [];
  return [
    {
      path: origin?.kind === 'profile' ? origin.key : [],
      message: `the pattern \`${path.pattern}\` is looked up at any depth whenever a command starts, which can be slow; set \`glob_scan_max_depth\` in the same table, or write out the depths, as in \`*.env\` and \`*/*.env\``,
    },
  ];
}
