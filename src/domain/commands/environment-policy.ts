import type { NetworkPolicy } from '../permissions/network-policy.js';
import { matchesWildcard } from './wildcard.js';

/** Which variables of the host a command sees. */
export interface ShellEnvironmentPolicy {
  /** `all` variables, the `core` ones that most programs need, or `none`; `all` by default. */
  readonly inherit: 'all' | 'core' | 'none';
  /** Whether names that contain KEY, SECRET or TOKEN are kept; true by default, as in the public Codex. */
  readonly keepSecretNames: boolean;
  /** Wildcards of names to drop, letter case ignored. */
  readonly exclude: readonly string[];
  /** When not empty, only names that match one of these wildcards are kept. */
  readonly includeOnly: readonly string[];
  /** Variables to set, after everything else. */
  readonly set: Readonly<Record<string, string>>;
}

/** Everything is inherited and nothing is changed. */
export const inheritEverything: ShellEnvironmentPolicy = {
  inherit: 'all',
  keepSecretNames: true,
  exclude: [],
  includeOnly: [],
  set: {},
};

const coreNames = [
  'HOME',
  'LOGNAME',
  'PATH',
  'SHELL',
  'USER',
  'USERNAME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
];
const secretNames = ['*KEY*', '*SECRET*', '*TOKEN*'];

/** Makes programs print plainly and without a pager, whatever the host's terminal is. */
const plainOutput: Readonly<Record<string, string>> = {
  NO_COLOR: '1',
  TERM: 'dumb',
  LANG: 'C.UTF-8',
  LC_CTYPE: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  COLORTERM: '',
  PAGER: 'cat',
  GIT_PAGER: 'cat',
  GH_PAGER: 'cat',
};

/** What identifies a command to itself. */
export interface CommandIdentity {
  readonly threadId: string;
  readonly network: NetworkPolicy;
}

/** The complete environment of a command: the policy's choice of the host's variables, then what every command gets. */
export function commandEnvironment(
  host: Readonly<Record<string, string>>,
  policy: ShellEnvironmentPolicy,
  identity: CommandIdentity,
): Readonly<Record<string, string>> {
  const kept = Object.entries(host).filter(([name]) => isKept(name, policy));
  return {
    ...Object.fromEntries(kept),
    ...policy.set,
    ...plainOutput,
    CODEX_CI: '1',
    CODEX_THREAD_ID: identity.threadId,
    ...(identity.network === 'restricted' ? { CODEX_SANDBOX_NETWORK_DISABLED: '1' } : {}),
  };
}

function isKept(name: string, policy: ShellEnvironmentPolicy): boolean {
  const matches = (pattern: string): boolean => matchesWildcard(pattern, name);
  if (policy.inherit === 'none') return false;
  if (policy.inherit === 'core' && !coreNames.includes(name.toUpperCase())) return false;
  if (!policy.keepSecretNames && secretNames.some(matches)) return false;
  if (policy.exclude.some(matches)) return false;
  return policy.includeOnly.length === 0 || policy.includeOnly.some(matches);
}
