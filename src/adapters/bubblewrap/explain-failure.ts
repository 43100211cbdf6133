import type { Unavailability, UnavailableCause } from './unavailable-cause.js';

interface Pattern {
  readonly matches: RegExp;
  readonly cause: UnavailableCause;
  readonly message: string;
  readonly remedy: string;
}

const isolatedAlready =
  'or, if this container isolates commands well enough, choose `danger-full-access` or an external profile';

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
    cause: 'apparmor',
    message: 'a rule of AppArmor keeps unprivileged programs from using user namespaces',
    remedy:
      'install the AppArmor profile of bubblewrap (package `apparmor-profiles`, profile `bwrap-userns-restrict`), ' +
      'or set the sysctl `kernel.apparmor_restrict_unprivileged_userns` to 0',
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
      'set the sysctls `user.max_user_namespaces` above 0 and, where it exists, `kernel.unprivileged_userns_clone` to 1; ' +
      `in a container, allow the calls \`clone\` and \`unshare\`, ${isolatedAlready}`,
  },
  {
    matches: /pivot_root|slave|mount/i,
    cause: 'no-mount-rights',
    message: 'file systems cannot be mounted here',
    remedy: `allow mounting in user namespaces, ${isolatedAlready}`,
  },
];

/** Reads the reason of a failed set-up out of what bubblewrap printed. */
export function explainFailure(stderr: string): Unavailability {
  const said = stderr.trim().replace(/^bwrap: /, '');
  const pattern = patterns.find(({ matches }) => matches.test(said));
  if (pattern === undefined) {
    return {
      cause: 'setup-failed',
      message: `the sandbox could not be set up: ${said === '' ? 'bubblewrap ended without a word' : said}`,
      remedy: 'see whether the same `bwrap` command works by hand',
    };
  }
  return { cause: pattern.cause, message: `${pattern.message} (bubblewrap says: ${said})`, remedy: pattern.remedy };
}
