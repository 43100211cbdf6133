import type { AbsolutePath } from '../paths/absolute-path.js';
import { distinctPaths } from '../paths/distinct-paths.js';
import {
  type BuiltInProfileId,
  builtInProfile,
  builtInProfileIds,
  dangerFullAccessProfile,
  isBuiltInProfileId,
  readOnlyProfile,
  workspaceWriteProfile,
} from '../permissions/built-in-profiles.js';
import type { EntryOrigin } from '../permissions/entry-origin.js';
import { withProfileWorkspaceRoots } from '../permissions/extend-policy.js';
import type { FileSystemEntry } from '../permissions/file-system-policy.js';
import type { PathFacts } from '../permissions/path-facts.js';
import { fileSystemPolicyOf, type PermissionProfile, profileFromParts } from '../permissions/permission-profile.js';
import { type ResolvedPermissionProfile, resolvedProfile } from '../permissions/resolved-permission-profile.js';
import { withOrigin } from '../permissions/with-origin.js';
import { err, ok, type Result } from '../result.js';
import { type CompileOptions, compilePermissionProfile } from './compile-permission-profile.js';
import type { Config } from './config.js';
import type { Inconsistency } from './inconsistency.js';
import { nearestName } from './nearest-name.js';
import type { NetworkRules } from './profile-network.js';
import type { ProfileTable } from './profile-table.js';
import type { ProfileSelection, SandboxMode } from './select-permission-profile.js';

/** What a selected profile is made of. */
export interface DerivationInput extends CompileOptions {
  /** All profiles that can be selected by name. */
  readonly tables: ReadonlyMap<string, ProfileTable>;
  /** The details of the older workspace-write mode. */
  readonly workspaceWrite?: NonNullable<Config['sandboxWorkspaceWrite']>;
  /** The extra roots of `workspaceWrite`, absolute. */
  readonly legacyRoots: readonly AbsolutePath[];
  /** Facts about the metadata below `legacyRoots`. */
  readonly facts?: PathFacts;
  /** Whether anything can be enforced here; without a sandbox the older workspace-write mode becomes read-only. */
  readonly sandbox?: 'available' | 'missing';
}

/** A selected profile with its name and roots. */
export interface DerivedProfile {
  readonly resolved: ResolvedPermissionProfile;
  /** Which hosts the profile speaks about; absent where it is not one of the configuration. */
  readonly networkRules?: NetworkRules;
  readonly warnings: readonly Inconsistency[];
}

/**
 * The permission profile that a selection means, straight from the configuration. The older settings are turned into the same rules
 * that `:workspace` has; there is no older policy in between.
 */
export function derivePermissionProfile(
  selection: ProfileSelection,
  input: DerivationInput,
): Result<DerivedProfile, Inconsistency> {
  switch (selection.kind) {
    case 'value':
      return ok({ resolved: resolvedProfile(selection.profile), warnings: [] });
    case 'legacy':
      return ok({ resolved: resolvedProfile(legacyProfile(selection.mode, input)), warnings: [] });
    case 'profile':
      if (selection.choice === 'implicit') return ok({ resolved: implicitProfile(selection.id, input), warnings: [] });
      return isBuiltInProfileId(selection.id)
        ? ok({ resolved: builtIn(selection.id, builtInProfile(selection.id)), warnings: [] })
        : configuredProfile(selection.id, input);
  }
}

function builtIn(id: BuiltInProfileId, profile: PermissionProfile): ResolvedPermissionProfile {
  return resolvedProfile(
    withOrigin(profile, () => ({ kind: 'profile', profile: id, key: [] })),
    { id },
  );
}

function legacyProfile(mode: SandboxMode, input: DerivationInput): PermissionProfile {
  if (mode === 'danger-full-access') return dangerFullAccessProfile();
  if (mode === 'read-only' || input.sandbox === 'missing') return withOrigin(readOnlyProfile(), legacyOrigin);
  const profile = workspaceWriteProfile({
    ...workspaceWriteOptions(input),
    writableRoots: input.legacyRoots,
    ...(input.facts === undefined ? {} : { facts: input.facts }),
  });
  return withOrigin(profile, legacyOrigin);
}

function legacyOrigin({ path, access }: FileSystemEntry): EntryOrigin {
  const extraRoot = path.kind === 'path' && access === 'write';
  return { kind: 'legacy-setting', key: extraRoot ? 'sandbox_workspace_write.writable_roots' : 'sandbox_mode' };
}

/**
 * What applies when nobody chose. The older details still count for `:workspace` then, and it loses its name, because selecting
 * `:workspace` by that name would lose the details.
 */
function implicitProfile(id: string, input: DerivationInput): ResolvedPermissionProfile {
  if (id !== ':workspace') return builtIn(':read-only', readOnlyProfile());
  if (input.workspaceWrite === undefined) return builtIn(':workspace', workspaceWriteProfile());
  const { profile } = builtIn(':workspace', workspaceWriteProfile(workspaceWriteOptions(input)));
  return resolvedProfile(overProfileRoots(profile, input.legacyRoots));
}

function workspaceWriteOptions({ workspaceWrite = {} }: DerivationInput): Parameters<typeof workspaceWriteProfile>[0] {
  return {
    network: workspaceWrite.networkAccess === true ? 'enabled' : 'restricted',
    excludeTmpdir: workspaceWrite.excludeTmpdirEnvVar === true,
    excludeSlashTmp: workspaceWrite.excludeSlashTmp === true,
  };
}

function configuredProfile(id: string, input: DerivationInput): Result<DerivedProfile, Inconsistency> {
  const table = input.tables.get(id);
  if (table === undefined) return err(unknownProfile(id, input.tables));
  const compiled = compilePermissionProfile(table, input.tables, input);
  if (!compiled.ok) return compiled;
  const { fileSystem, network, networkRules, workspaceRoots, warnings } = compiled.value;
  const profile = overProfileRoots({ kind: 'managed', fileSystem, network }, workspaceRoots);
  const identity = compiled.value.extends === undefined ? { id } : { id, extends: compiled.value.extends };
  return ok({ resolved: resolvedProfile(profile, identity, workspaceRoots), networkRules, warnings });
}

function overProfileRoots(profile: PermissionProfile, roots: readonly AbsolutePath[]): PermissionProfile {
  if (profile.kind !== 'managed') return profile;
  const fileSystem = withProfileWorkspaceRoots(fileSystemPolicyOf(profile), distinctPaths(roots));
  return profileFromParts({ fileSystem, network: profile.network });
}

function unknownProfile(id: string, tables: ReadonlyMap<string, ProfileTable>): Inconsistency {
  const path = ['default_permissions'];
  const builtIn = builtInProfileIds.map((known) => `\`${known}\``).join(', ');
  if (id.startsWith(':')) {
    return {
      path,
      message: `\`default_permissions\` selects \`${id}\`, which is no built-in profile; expected one of ${builtIn}`,
    };
  }
  if (tables.size === 0) {
    const remedy = `add \`[permissions.${id}]\`, or select one of ${builtIn}`;
    return {
      path,
      message: `\`default_permissions\` selects \`${id}\`, but there is no \`[permissions]\` table; ${remedy}`,
    };
  }
  const guess = nearestName(id, tables.keys());
  const remedy = guess === undefined ? `add \`[permissions.${id}]\`` : `did you mean \`${guess}\`?`;
  return { path, message: `\`default_permissions\` selects \`${id}\`, which is not defined; ${remedy}` };
}
