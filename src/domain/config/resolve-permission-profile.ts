import { type AbsolutePath, resolvePath } from '../paths/absolute-path.js';
import { distinctPaths } from '../paths/distinct-paths.js';
import { withReadableRoots } from '../permissions/extend-policy.js';
import type { PermissionContext } from '../permissions/permission-context.js';
import { fileSystemPolicyOf, networkPolicyOf, profileFromParts } from '../permissions/permission-profile.js';
import type { ResolvedPermissionProfile } from '../permissions/resolved-permission-profile.js';
import type { ThreadPermissions } from '../permissions/thread-permissions.js';
import { ok, type Result } from '../result.js';
import type { Config } from './config.js';
import { Constrained } from './constrained.js';
import { type DerivationInput, derivePermissionProfile } from './derive-permission-profile.js';
import type { Inconsistency } from './inconsistency.js';
import type { NetworkRules } from './profile-network.js';
import { parseProfilePath } from './profile-path.js';
import { decodeProfileTables, type ProfileTable } from './profile-table.js';
import { joinProfileTables, type PermissionRequirements } from './requirements.js';
import { applyRequirements, type ProfileInForce } from './requirements-in-force.js';
import { allowedSelection } from './requirements-on-selection.js';
import {
  type PermissionSyntax,
  type ProfileSelection,
  permissionSyntax,
  type SelectionInput,
  selectPermissionProfile,
} from './select-permission-profile.js';

/** The settings that permissions are selected from. */
export type ConfigKeys = 'sandboxMode' | 'sandboxWorkspaceWrite' | 'defaultPermissions' | 'permissions';

/** Everything that decides about the permissions of a thread. */
export interface PermissionInput
  extends Omit<SelectionInput, 'config'>,
    Omit<DerivationInput, 'tables' | 'workspaceWrite' | 'legacyRoots' | 'sandbox'> {
  readonly config: Pick<Config, ConfigKeys>;
  /** What symbolic paths stand for besides workspace roots. */
  readonly temporary?: Pick<PermissionContext, 'tmpdir' | 'slashTmp'>;
  /** Directories that the user added as workspace roots, relative ones below `cwd`. */
  readonly additionalDirectories?: readonly string[];
  /** Replaces the workspace roots altogether. */
  readonly workspaceRoots?: readonly AbsolutePath[];
  /** Directories that the product writes to on its own behalf in workspace-write, such as its memories. */
  readonly internalWritableRoots?: readonly AbsolutePath[];
  /** Directories that the product's own programs have to be read from. */
  readonly helperReadRoots?: readonly AbsolutePath[];
  readonly requirements?: PermissionRequirements;
  readonly approvalPolicy?: string;
}

/** The permissions of a thread and what the user should know about them. */
export interface PermissionOutcome {
  readonly permissions: ThreadPermissions;
  readonly networkRules?: NetworkRules;
  readonly warnings: readonly Inconsistency[];
}

/** Selects, derives and constrains the profile of a thread, and finds its workspace roots. The first inconsistency is the error. */
export function resolvePermissionProfile(input: PermissionInput): Result<PermissionOutcome, Inconsistency> {
  const tables = profileTables(input);
  if (!tables.ok) return tables;
  const selected = selectPermissionProfile(input);
  if (!selected.ok) return selected;
  const { selection, warnings } = allowedSelection(selected.value, input.requirements);
  const legacyRoots = legacyRootsOf(input);
  const derived = derivePermissionProfile(selection, derivationInput(input, tables.value, legacyRoots));
  if (!derived.ok) return derived;
  const inForce = applyRules(derived.value.resolved, input);
  if (!inForce.ok) return inForce;
  const { networkRules } = derived.value;
  const workspaceRoots = runtimeRoots(input, selection, legacyRoots);
  return ok({
    permissions: {
      selected: withHelperRoots(inForce.value.selected, input, workspaceRoots),
      workspaceRoots,
      internalWritableRoots: input.internalWritableRoots ?? [],
    },
    ...(networkRules === undefined ? {} : { networkRules }),
    warnings: [...warnings, ...derived.value.warnings, ...inForce.value.warnings],
  });
}

function profileTables(input: PermissionInput): Result<ReadonlyMap<string, ProfileTable>, Inconsistency> {
  const configured = decodeProfileTables(input.config.permissions ?? {});
  return configured.ok ? joinProfileTables(configured.value, input.requirements) : configured;
}

function derivationInput(
  input: PermissionInput,
  tables: ReadonlyMap<string, ProfileTable>,
  legacyRoots: readonly AbsolutePath[],
): DerivationInput {
  const workspaceWrite = input.config.sandboxWorkspaceWrite;
  return { ...input, tables, legacyRoots, ...(workspaceWrite === undefined ? {} : { workspaceWrite }) };
}

/** Roots that need a home directory nobody knows are left out: a root that is not there grants nothing. */
function legacyRootsOf(input: PermissionInput): readonly AbsolutePath[] {
  const texts = input.config.sandboxWorkspaceWrite?.writableRoots ?? [];
  return distinctPaths(texts.flatMap((text) => directoryOf(text, input)));
}

function directoryOf(text: string, input: PermissionInput): readonly AbsolutePath[] {
  if (!text.startsWith('~')) return [resolvePath(input.cwd, text)];
  const path = parseProfilePath(text, input);
  return typeof path === 'string' ? [path] : [];
}

function applyRules(
  resolved: ResolvedPermissionProfile,
  input: PermissionInput,
): Result<ProfileInForce, Inconsistency> {
  const { requirements, approvalPolicy } = input;
  if (requirements === undefined) return ok({ selected: Constrained.any(resolved), warnings: [] });
  return applyRequirements(resolved, requirements, {
    place: input,
    ...(approvalPolicy === undefined ? {} : { approvalPolicy }),
  });
}

/** Roots of the older syntax count as workspace roots unless a profile was chosen by name. */
function runtimeRoots(
  input: PermissionInput,
  selection: ProfileSelection,
  legacyRoots: readonly AbsolutePath[],
): readonly AbsolutePath[] {
  if (input.workspaceRoots !== undefined) return distinctPaths(input.workspaceRoots);
  const added = (input.additionalDirectories ?? []).flatMap((text) => directoryOf(text, input));
  const counts = legacyRootsCount(selection, permissionSyntax(input));
  return distinctPaths([input.cwd, ...added, ...(counts ? legacyRoots : [])]);
}

function legacyRootsCount(selection: ProfileSelection, syntax: PermissionSyntax): boolean {
  return selection.kind === 'profile' ? selection.choice === 'implicit' : syntax !== 'profiles';
}

function withHelperRoots(
  selected: Constrained<ResolvedPermissionProfile>,
  input: PermissionInput,
  workspaceRoots: readonly AbsolutePath[],
): Constrained<ResolvedPermissionProfile> {
  const { helperReadRoots = [] } = input;
  if (helperReadRoots.length === 0) return selected;
  const { profile } = selected.value;
  const context: PermissionContext = { cwd: input.cwd, workspaceRoots, ...input.temporary };
  const fileSystem = withReadableRoots(fileSystemPolicyOf(profile), helperReadRoots, context);
  const widened = profileFromParts({ enforcement: profile.kind, fileSystem, network: networkPolicyOf(profile) });
  const replaced = selected.with({ ...selected.value, profile: widened });
  return replaced.ok ? replaced.value : selected;
}
