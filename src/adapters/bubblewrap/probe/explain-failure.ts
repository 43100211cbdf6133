import { apparmor, explainNamespaces } from './explain-namespaces.js';
import { isolatedAlready } from './isolated-already.js';
import type { KernelFacts } from './kernel-facts.js';
import type { Unavailability, UnavailableCause } from './unavailable-cause.js';

interface Pattern {
  readonly matches: RegExp;
  readonly cause: UnavailableCause;
  readonly message: string;
  readonly remedy: string;
}

// The order matters: what names its reason comes before what only names the step that failed.
const patterns: readonly Pattern[] = [
  {
    matches: /unknown option/i,
    cause: 'old-version',
    message: 'this bubblewrap does not know an option that the sandbox needs',
    remedy: 'install bubblewrap 0.8 or newer',
  },
  {
    matches: /setting up uid map: permission denied|failed rtm_newaddr: operation not permitted/i,
    ...apparmor,
  },
  {
    matches: /rtm_newaddr|rtm_newlink|loopback/i,
    cause: 'no-network-namespaces',
    message: 'a network namespace could not be set up',
    remedy: `allow network namespaces to this user, ${isolatedAlready}`,
  },
  {
    matches: /can't mount proc|newroot\/proc/i,
    cause: 'cannot-mount-proc',
    message: 'a process file system could not be mounted, as is usual in containers that mask parts of `/proc`',
    remedy: `start the container with an unmasked \`/proc\`, ${isolatedAlready}`,
  },
  {
    matches: /seccomp/i,
    cause: 'no-seccomp',
    message: 'the kernel did not take the system-call filter',
    remedy: 'use a kernel with CONFIG_SECCOMP_FILTER',
  },
  {
    matches: /namespace|uid map|gid map|unshare|clone/i,
    cause: 'no-user-namespaces',
    message: 'user namespaces cannot be created here',
    remedy:
      'in a container, allow the calls `clone` and `unshare`; in a chroot, leave it; look at the sysctls `user.max_user_namespaces` and, ' +
      `where it exists, \`kernel.unprivileged_userns_clone\`, which must not be 0, ${isolatedAlready}`,
  },
  {
    matches: /pivot_root|slave|mount/i,
    cause: 'no-mount-rights',
    message: 'file systems cannot be mounted here',
    remedy: `allow mounting in user namespaces, ${isolatedAlready}`,
  },
];

/**
 * Why the set-up failed: bubblewrap says which step did, and what the kernel says about itself, where that is known, says why. The words of
 * bubblewrap alone do not tell a switched-off setting from a rule of AppArmor or a container's filter.
 */
export function explainFailure(stderr: string, facts?: KernelFacts): Unavailability {
  const said = stderr.trim().replace(/^bwrap: /, '');
  const matching = patterns.filter(({ matches }) => matches.test(said));
  const pattern = matching.find(({ cause }) => cause !== 'apparmor' || mayBeAppArmor(facts));
  if (pattern === undefined) {
    return {
      cause: 'setup-failed',
      message: `the sandbox could not be set up: ${said === '' ? 'bubblewrap ended without a word' : said}`,
      remedy: 'see whether the same `bwrap` command works by hand',
    };
  }
  const known = facts !== undefined && pattern.cause === 'no-user-namespaces' ? explainNamespaces(facts) : undefined;
  const { cause, message, remedy } = known ?? pattern;
  return { cause, message: `${message} (bubblewrap says: ${said})`, remedy };
}

/** A kernel that does not restrict namespaces that way, or does not have the setting, has another reason. */
function mayBeAppArmor(facts: KernelFacts | undefined): boolean {
  return facts === undefined || facts.settings['kernel.apparmor_restrict_unprivileged_userns'] === 1;
}
