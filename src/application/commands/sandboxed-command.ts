import { CodexError } from '../../domain/codex-error.js';
import { networkPolicyOf, type PermissionProfile } from '../../domain/permissions/permission-profile.js';
import type { ProcessSandbox, SandboxPlan } from '../../ports/process-sandbox.js';
import { loadConfig, type SettingsSources } from '../settings/load-config.js';
import {
  describePermissions,
  type PermissionsInForce,
  selectPermissionsInForce,
} from '../settings/resolve-permissions.js';
import type { ThreadOptions } from '../settings/thread-options.js';
import { planCommand } from './plan-command.js';

/** The options that say what one command may do. They mean the same as those of a thread; absent ones come from the configuration. */
export type PermissionOptions = Pick<
  ThreadOptions,
  'workingDirectory' | 'sandboxMode' | 'permissionProfile' | 'networkAccessEnabled' | 'additionalDirectories'
>;

/** One command to run under a permission profile. */
export interface SandboxedCommand extends PermissionOptions {
  /** Program and arguments, at least one; never a shell string. A program without a slash is looked up in `PATH`. */
  readonly command: readonly string[];
  /** The complete environment of the command; that of the `Codex` when absent. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a command would be started: data that can be printed and compared. */
export interface SandboxedCommandPlan {
  readonly plan: SandboxPlan;
  /** The permissions that the plan enforces. */
  readonly permissions: PermissionsInForce;
}

/** What planning a command needs. */
export interface SandboxedCommandParts {
  readonly sources: SettingsSources;
  readonly sandbox: ProcessSandbox;
}

/** Every key of {@link SandboxedCommand}; a test keeps it complete. */
export const sandboxedCommandNames: readonly (keyof SandboxedCommand)[] = [
  'workingDirectory',
  'sandboxMode',
  'permissionProfile',
  'networkAccessEnabled',
  'additionalDirectories',
  'command',
  'env',
];

/**
 * Finds the permissions of a command and how it would be started under them. Starts nothing.
 *
 * @throws CodexError `invalid-option` without a command, `invalid-config`, `working-directory-missing`, and `sandbox-refused` when the
 * permissions cannot be enforced here.
 */
export async function planSandboxed(
  { command, env, ...options }: SandboxedCommand,
  { sources, sandbox }: SandboxedCommandParts,
): Promise<SandboxedCommandPlan> {
  const [program, ...args] = command;
  if (program === undefined || program === '') {
    throw new CodexError('invalid-option', 'there is no command to run; `command` needs at least a program');
  }
  const inForce = await loadConfig(options, sources);
  const selected = await selectPermissionsInForce(options, inForce, sources);
  const permissions = describePermissions(selected, inForce);
  const { effectiveProfile: profile, context } = permissions;
  const environment = environmentUnder(profile, env ?? sources.environment.variables);
  const request = { argv: [program, ...args], cwd: inForce.cwd, environment, profile, context } as const;
  const planned = await planCommand(request, { fileSystem: sources.fileSystem, sandbox });
  if (planned.ok) return { plan: planned.value, permissions };
  const { message, remedy } = planned.error;
  throw new CodexError('sandbox-refused', `${message}; ${remedy}`);
}

/** Programs look at this variable to tell a missing network from a broken one. */
function environmentUnder(
  profile: PermissionProfile,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return networkPolicyOf(profile) !== 'restricted' ? variables : { ...variables, CODEX_SANDBOX_NETWORK_DISABLED: '1' };
}
