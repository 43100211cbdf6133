import { launcherPath } from './seatbelt-plan.js';
import type { Unavailability } from './unavailable-cause.js';

/** How messages of the launcher begin. */
export const launcherPrefix = 'sandbox-exec: ';

/** Reads the reason of a failed set-up out of what the launcher printed. */
export function explainFailure(stderr: string): Unavailability {
  const said = stderr.trim().replace(launcherPrefix, '');
  if (/sandbox_apply: operation not permitted/i.test(said)) {
    return {
      cause: 'already-confined',
      message: `this process is confined by a sandbox already, and the system allows no second one (it says: ${said})`,
      remedy:
        'start this program outside of the other sandbox, or, if that one isolates commands well enough, choose ' +
        '`danger-full-access` or an external profile',
    };
  }
  if (/<input string>|unbound variable|unknown|undefined|error:/i.test(said)) {
    return {
      cause: 'policy-rejected',
      message: `this version of the system does not understand the policy (it says: ${said})`,
      remedy: 'report the message together with the version of macOS; until then pass a sandbox adapter of your own',
    };
  }
  return {
    cause: 'setup-failed',
    message: `the sandbox could not be set up: ${said === '' ? `\`${launcherPath}\` ended without a word` : said}`,
    remedy: `see whether \`${launcherPath} -p '(version 1)(allow default)' /usr/bin/true\` works by hand`,
  };
}
