import { Places } from '../../../domain/enforcement/places.js';
import { planSearch, type Search } from '../../../domain/enforcement/plan-search.js';
import { type AbsolutePath, resolvePath } from '../../../domain/paths/absolute-path.js';
import { withReadableRoots } from '../../../domain/permissions/extend-policy.js';
import type { FileSystemRules } from '../../../domain/permissions/file-system-rules.js';
import type { PathFact, PathFacts } from '../../../domain/permissions/path-facts.js';
import type { PermissionContext } from '../../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../../domain/permissions/permission-profile.js';
import { resolveFileSystemRules } from '../../../domain/permissions/resolve-rules.js';
import { ok, type Result } from '../../../domain/result.js';
import type { SandboxRefusal } from '../../../ports/process-sandbox.js';
import type { FilterPurpose } from '../seccomp/filter-rules.js';
import type { CoverPaths } from './mount-step.js';
import { planIsolation } from './plan-isolation.js';
import { type MountPlan, type MountSettings, planMounts } from './plan-mounts.js';
import { renderOptions } from './render-launch.js';

/** A profile that has to be enforced. */
export type ManagedProfile = Extract<PermissionProfile, { readonly kind: 'managed' }>;

/** What confinements depend on besides their input. */
export interface ConfinementSettings extends MountSettings {
  readonly unixSockets: FilterPurpose['unixSockets'];
  /** The program that opens the way to the proxy inside of a sandbox, canonical; absent where there is no proxy. */
  readonly proxyProgram?: AbsolutePath;
}

/** What a confinement is planned from. */
export interface ConfinementInput {
  readonly profile: ManagedProfile;
  readonly context: PermissionContext;
  readonly facts: PathFacts;
  readonly cwd: AbsolutePath;
}

/** Everything about a sandbox but the command that runs in it. */
export interface Confinement extends MountPlan {
  readonly isolation: readonly string[];
  readonly directory: AbsolutePath;
  readonly filter: FilterPurpose;
  readonly search: Search | undefined;
  /** The options of bubblewrap that all of this comes to. */
  readonly options: readonly string[];
}

/** Plans what commands of a profile are confined to. Looks at nothing but its arguments. */
export function planConfinement(
  input: ConfinementInput,
  settings: ConfinementSettings,
): Result<Confinement, SandboxRefusal> {
  const { profile, context, facts, cwd } = withProxyProgram(input, settings);
  const rules = resolveFileSystemRules(profile.fileSystem, context, facts);
  const places = new Places(facts);
  const mounts = planFileSystem(rules, places, settings);
  if (!mounts.ok) return mounts;
  const search = planSearch({ rules, facts, workspaceRoots: context.workspaceRoots, level: settings.level });
  if (!search.ok) return search;
  const filter: FilterPurpose = {
    level: settings.level,
    network: typeof profile.network === 'string' ? profile.network : 'filtered',
    fileSystem: writesEverything(rules) ? 'unrestricted' : 'restricted',
    unixSockets: settings.unixSockets,
  };
  const launch = { steps: mounts.value.steps, isolation: planIsolation(filter), directory: places.at(cwd).real };
  const options = renderOptions(launch, coverPaths(settings.stateDirectory));
  return ok({ ...mounts.value, ...launch, filter, search: search.value, options });
}

/** Whoever opens the way to the proxy has to be readable inside, whatever else is. */
function withProxyProgram(input: ConfinementInput, { proxyProgram }: ConfinementSettings): ConfinementInput {
  const { profile, context, facts } = input;
  if (typeof profile.network === 'string' || proxyProgram === undefined) return input;
  if (profile.fileSystem.kind !== 'restricted') return input;
  const fileSystem = withReadableRoots(profile.fileSystem, [proxyProgram], context);
  if (fileSystem.kind !== 'restricted') return input;
  const fact: PathFact = { type: 'file', realPath: proxyProgram, symlinks: [] };
  return { ...input, profile: { ...profile, fileSystem }, facts: new Map([...facts, [proxyProgram, fact]]) };
}

/** Where the covering files of a state directory lie. */
export function coverPaths(stateDirectory: AbsolutePath): CoverPaths {
  return { empty: resolvePath(stateDirectory, 'empty'), denied: resolvePath(stateDirectory, 'denied') };
}

/** Without any restriction the disk is passed through as it is, devices included; only processes and the network are then apart. */
function planFileSystem(
  rules: FileSystemRules,
  places: Places,
  settings: MountSettings,
): Result<MountPlan, SandboxRefusal> {
  if (!writesEverything(rules)) return planMounts(rules, places, settings);
  return ok({
    steps: [
      { kind: 'bind', path: '/' as AbsolutePath, access: 'write', devices: true },
      { kind: 'processes', path: '/proc' as AbsolutePath },
    ],
    placeholders: [],
  });
}

function writesEverything({ writableRoots, readableRoots }: FileSystemRules): boolean {
  return writableRoots === 'all' && readableRoots === 'all';
}
