import { type AbsolutePath, resolvePath } from '../../domain/paths/absolute-path.js';
import type { FileSystemRules } from '../../domain/permissions/file-system-rules.js';
import type { NetworkPolicy } from '../../domain/permissions/network-policy.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { resolveFileSystemRules } from '../../domain/permissions/resolve-rules.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { SandboxRefusal, SandboxRequest } from '../../ports/process-sandbox.js';
import { type BubblewrapPlan, type Launch, sandboxName } from './bubblewrap-plan.js';
import type { CoverPaths } from './mount-step.js';
import { Places } from './places.js';
import { planIsolation } from './plan-isolation.js';
import { type MountPlan, type MountSettings, planMounts } from './plan-mounts.js';
import { refuseRequest } from './refuse-request.js';
import { renderLaunch } from './render-launch.js';
import { type FilterPurpose, filterRules } from './seccomp/filter-rules.js';

/** What a plan depends on besides the request. */
export interface PlanSettings extends MountSettings {
  /** The program that is executed. */
  readonly binary: AbsolutePath;
  readonly unixSockets: FilterPurpose['unixSockets'];
}

// Above this bubblewrap 0.8 gives up on its own, after it has changed the host.
const maxArguments = 8_900;

/** Turns a request into the exact command line of bubblewrap, or refuses it. Looks at nothing but its arguments. */
export function planArguments(request: SandboxRequest, settings: PlanSettings): Result<BubblewrapPlan, SandboxRefusal> {
  const invalid = refuseRequest(request);
  if (invalid !== undefined) return err(invalid);
  if (request.profile.kind !== 'managed') return err(notOurs(request.profile));
  const rules = resolveFileSystemRules(request.profile.fileSystem, request.context, request.facts);
  const places = new Places(request.facts);
  const mounts = planFileSystem(rules, places, settings);
  if (!mounts.ok) return mounts;
  const open = writesEverything(rules) ? 'unrestricted' : 'restricted';
  const plan = assemble({
    request,
    network: request.profile.network,
    places,
    fileSystem: open,
    mounts: mounts.value,
    settings,
  });
  const size = plan.argv.length + Object.keys(plan.environment).length * 3;
  return size > maxArguments ? err(tooLarge(size)) : ok(plan);
}

/** Where the covering files of a state directory lie. */
export function coverPaths(stateDirectory: AbsolutePath): CoverPaths {
  return { empty: resolvePath(stateDirectory, 'empty'), denied: resolvePath(stateDirectory, 'denied') };
}

/** Without any restriction the disk is passed through as it is, devices included; only processes and the network are then apart. */
function planFileSystem(
  rules: FileSystemRules,
  places: Places,
  settings: PlanSettings,
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

interface Parts {
  readonly request: SandboxRequest;
  readonly places: Places;
  readonly network: NetworkPolicy;
  readonly fileSystem: FilterPurpose['fileSystem'];
  readonly mounts: MountPlan;
  readonly settings: PlanSettings;
}

function assemble(parts: Parts): BubblewrapPlan {
  const { request, places, mounts, settings, network } = parts;
  const launch: Launch = {
    steps: mounts.steps,
    isolation: planIsolation({ level: settings.level, network, fileSystem: parts.fileSystem }),
    directory: places.at(request.cwd).real,
    command: request.argv,
  };
  const filter = chooseFilter(parts);
  return {
    sandbox: sandboxName,
    argv: [settings.binary, ...renderLaunch(launch, coverPaths(settings.stateDirectory), filter)],
    cwd: request.cwd,
    environment: environmentOf(request, network),
    launch,
    placeholders: mounts.placeholders,
    ...(filter === undefined ? {} : { filter }),
  };
}

function chooseFilter({ fileSystem, network, settings }: Parts): FilterPurpose | undefined {
  if (network === 'enabled' && fileSystem === 'unrestricted') return undefined;
  const purpose: FilterPurpose = { level: settings.level, network, fileSystem, unixSockets: settings.unixSockets };
  return filterRules(purpose).length === 0 ? undefined : purpose;
}

function environmentOf({ environment }: SandboxRequest, network: NetworkPolicy): Readonly<Record<string, string>> {
  return network === 'restricted' ? { ...environment, CODEX_SANDBOX_NETWORK_DISABLED: '1' } : environment;
}

function notOurs({ kind }: PermissionProfile): SandboxRefusal {
  return {
    code: 'unsupported-policy',
    message: `bubblewrap enforces managed profiles, but this profile is \`${kind}\``,
    remedy: 'run the command without this sandbox, or choose a managed profile',
  };
}

function tooLarge(size: number): SandboxRefusal {
  return {
    code: 'unsupported-policy',
    message: `the rules and the environment come to ${size} arguments, but bubblewrap takes at most ${maxArguments}`,
    remedy: 'name directories instead of many single paths',
  };
}
