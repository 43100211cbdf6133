import { refuseForeignDirectory, refuseInvocation } from '../../../domain/enforcement/refuse-invocation.js';
import type { AbsolutePath } from '../../../domain/paths/absolute-path.js';
import type { NetworkPolicy } from '../../../domain/permissions/network-policy.js';
import type { PermissionProfile } from '../../../domain/permissions/permission-profile.js';
import { err, ok, type Result } from '../../../domain/result.js';
import type { SandboxRefusal, SandboxRequest } from '../../../ports/process-sandbox.js';
import { type BubblewrapPlan, type Launch, sandboxName } from './bubblewrap-plan.js';
import type { PlanConfinement } from './confinement-memory.js';
import { type Confinement, type ConfinementSettings, planConfinement } from './plan-confinement.js';
import { heldEnvironment, proxiedCommand, proxyVariables } from './proxied-command.js';
import { argumentsAfter } from './render-launch.js';

/** What a plan depends on besides the request. */
export interface PlanSettings extends ConfinementSettings {
  /** The program that is executed. */
  readonly binary: AbsolutePath;
}

/** Above this bubblewrap 0.8 gives up on its own. */
export const maxArguments = 8_900;

/**
 * Turns a request into the exact command line of bubblewrap, or refuses it. Looks at nothing but its arguments.
 *
 * @param confine makes the confinement; one that remembers saves work
 */
export function planArguments(
  request: SandboxRequest,
  settings: PlanSettings,
  confine: PlanConfinement = (input) => planConfinement(input, settings),
): Result<BubblewrapPlan, SandboxRefusal> {
  const invalid = refuseInvocation(request) ?? refuseForeignDirectory(request.cwd);
  if (invalid !== undefined) return err(invalid);
  const { profile, context, facts, cwd } = request;
  if (profile.kind !== 'managed') return err(notOurs(profile));
  if (typeof profile.network !== 'string' && settings.proxyProgram === undefined) return err(noProxy);
  const confinement = confine({ profile, context, facts, cwd });
  if (!confinement.ok) return confinement;
  const plan = assemble(request, { ...settings, network: profile.network, confinement: confinement.value });
  const size = argumentCount(plan.argv, plan.environment);
  return size > maxArguments ? err(tooLarge(size)) : ok(plan);
}

/** How many arguments bubblewrap will count, the hidden ones included. */
export function argumentCount(argv: readonly string[], environment: Readonly<Record<string, string>>): number {
  return argv.length + Object.keys(environment).length * 3;
}

/** Says that there are too many rules. */
export function tooLarge(size: number): SandboxRefusal {
  return {
    code: 'unsupported-policy',
    message: `the rules and the environment come to ${size} arguments, but bubblewrap takes at most ${maxArguments}`,
    remedy: 'name directories instead of many single paths',
  };
}

/** Says that there are too many rules because of what was found on the disk, although nobody wrote so many down. */
export function tooMuchFound(size: number): SandboxRefusal {
  return {
    code: 'unsupported-policy',
    message:
      `with what was found on the disk, repositories inside of the workspace and what deny patterns match, the rules come to ${size} ` +
      `arguments, but bubblewrap takes at most ${maxArguments}`,
    remedy: 'choose a workspace with fewer repositories in it, or patterns that match whole directories',
  };
}

interface Parts {
  readonly binary: AbsolutePath;
  readonly proxyProgram?: AbsolutePath;
  readonly network: NetworkPolicy;
  readonly confinement: Confinement;
}

function assemble(request: SandboxRequest, parts: Parts): BubblewrapPlan {
  const { binary, network, confinement } = parts;
  const { steps, isolation, directory, filter, search, placeholders, options } = confinement;
  const proxied = typeof network === 'string' ? undefined : network;
  const command = proxied === undefined ? request.argv : wrapped(request, parts);
  return {
    sandbox: sandboxName,
    argv: [binary, ...options, ...argumentsAfter(command)],
    cwd: request.cwd,
    environment: environmentOf(request, network),
    program: request.argv[0],
    launch: { steps, isolation, directory, command },
    placeholders,
    filter,
    ...(proxied === undefined ? {} : { proxied }),
    ...(search === undefined ? {} : { search }),
  };
}

function wrapped(
  { argv, environment }: SandboxRequest,
  { proxyProgram }: Pick<Parts, 'proxyProgram'>,
): Launch['command'] {
  return proxiedCommand(argv, proxyProgram ?? '', environment);
}

function environmentOf({ environment }: SandboxRequest, network: NetworkPolicy): Readonly<Record<string, string>> {
  if (network === 'enabled') return environment;
  if (network === 'restricted') return { ...environment, CODEX_SANDBOX_NETWORK_DISABLED: '1' };
  return { ...heldEnvironment(environment), ...proxyVariables(network) };
}

const noProxy: SandboxRefusal = {
  code: 'unsupported-policy',
  message: 'the profile lets commands reach chosen hosts, which takes a proxy that this sandbox was not given',
  remedy: 'pass `proxy` to the sandbox, or choose a profile with an open or a closed network',
};

function notOurs({ kind }: PermissionProfile): SandboxRefusal {
  return {
    code: 'unsupported-policy',
    message: `bubblewrap enforces managed profiles, but this profile is \`${kind}\``,
    remedy: 'run the command without this sandbox, or choose a managed profile',
  };
}
