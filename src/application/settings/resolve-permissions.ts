import { describeConfigProblem } from '../../domain/config/config-layer.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { identityOf } from '../../domain/permissions/resolved-permission-profile.js';
import { summarizePermissionProfile } from '../../domain/permissions/summarize-permissions.js';
import { effectiveProfile, rawProfile } from '../../domain/permissions/thread-permissions.js';
import { type ConfigInForce, configError, type SettingsSources } from './load-config.js';
import { type SelectedPermissions, selectPermissions } from './select-permissions.js';
import type { ThreadOptions } from './thread-options.js';

/** What a thread, or a single command, would be allowed to do: material for the functions of `codex-sdk/domain`. */
export interface PermissionsInForce {
  /** The profile's id, when it has one. */
  readonly id?: string;
  /** In one line, such as `workspace-write [workdir, /tmp]`. */
  readonly summary: string;
  /** As it was selected: rules about workspace roots stand for whatever the roots are. */
  readonly profile: PermissionProfile;
  /** As it is enforced: over the workspace roots of `context`. */
  readonly effectiveProfile: PermissionProfile;
  /** What symbolic paths stand for. */
  readonly context: PermissionContext;
  /** What in the configuration has no effect, settings that nobody knows and rules of the profile alike, one text each. */
  readonly warnings: readonly string[];
}

/**
 * Selects and compiles the permission profile that options and configuration call for.
 *
 * @throws CodexError `invalid-config`.
 */
export async function selectPermissionsInForce(
  options: ThreadOptions,
  { cwd, loaded, resolved }: ConfigInForce,
  { codex, environment, fileSystem }: SettingsSources,
): Promise<SelectedPermissions> {
  const { codexHome } = codex;
  const sources = { resolved, trust: loaded.trust, cwd, codexHome, environment, fileSystem };
  const selected = await selectPermissions(options, sources);
  if (!selected.ok) throw await configError(selected.error, codex);
  return selected.value;
}

type WithWarnings<Part extends 'loaded' | 'resolved'> = Readonly<Record<Part, Pick<ConfigInForce[Part], 'warnings'>>>;

/** Describes selected permissions to programs and people. */
export function describePermissions(
  { permissions, temporary, warnings }: SelectedPermissions,
  { cwd, loaded, resolved }: Pick<ConfigInForce, 'cwd'> & WithWarnings<'loaded'> & WithWarnings<'resolved'>,
): PermissionsInForce {
  const context: PermissionContext = { cwd, workspaceRoots: permissions.workspaceRoots, ...temporary };
  const profile = rawProfile(permissions);
  const id = identityOf(permissions.selected.value)?.id;
  return {
    ...(id === undefined ? {} : { id }),
    summary: summarizePermissionProfile(profile, context),
    profile,
    effectiveProfile: effectiveProfile(permissions),
    context,
    // A rule under a key that is misspelt is missing from the profile.
    warnings: [...[...loaded.warnings, ...resolved.warnings].map(describeConfigProblem), ...warnings],
  };
}
