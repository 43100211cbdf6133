import type { AccessEffect, WindowsPlan } from './windows-plan.js';

/** What confines a command besides its arguments, one line each, for people. */
export function describePlan({
  token,
  access,
  commandLine,
}: Pick<WindowsPlan, 'token' | 'access' | 'commandLine'>): readonly string[] {
  const restricting = [...token.capabilities, ...token.shared];
  return [
    `token: ${token.flags.join(', ')}`,
    `token writes only what it and one of these may write: ${restricting.join(', ')}`,
    ...access.map(
      ({ effect, path, capability, create }) =>
        `${names[effect]} ${path}${create ? ' (created empty)' : ''} for ${capability}`,
    ),
    'job: ends with this process, no windows or clipboard of others',
    `command line: ${commandLine}`,
  ];
}

const names: Readonly<Record<AccessEffect, string>> = {
  'allow-write': 'allow writing',
  'deny-write': 'deny writing',
  'deny-rename': 'deny renaming',
};
