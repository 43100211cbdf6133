import type { AccessEffect, WindowsPlan } from './windows-plan.js';

/** What confines a command besides its arguments, one line each, for people. */
export function describePlan({
  token,
  access,
  repositories,
  commandLine,
}: Pick<WindowsPlan, 'token' | 'access' | 'repositories' | 'commandLine'>): readonly string[] {
  const restricting = [...token.capabilities, ...token.shared];
  return [
    `token: ${token.flags.join(', ')}`,
    `token writes only what it and one of these may write: ${restricting.join(', ')}`,
    ...access.map(
      ({ effect, path, capability, create }) =>
        `${names[effect]} ${path}${create ? ' (created empty)' : ''} for ${capability}`,
    ),
    ...repositories.map((root) => `deny writing hooks and configuration of the repositories found below ${root}`),
    'job: ends with this process, no windows or clipboard of others',
    `command line: ${commandLine}`,
  ];
}

const names: Readonly<Record<AccessEffect, string>> = {
  'allow-write': 'allow writing',
  'deny-write': 'deny writing',
  'deny-rename': 'deny renaming',
};
