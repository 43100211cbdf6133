import type { MissingMetadata } from '../../domain/enforcement/collect-layers.js';
import { Places } from '../../domain/enforcement/places.js';
import { planSearch, type Search } from '../../domain/enforcement/plan-search.js';
import { refuseForeignDirectory, refuseInvocation } from '../../domain/enforcement/refuse-invocation.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { compileGlob } from '../../domain/paths/glob.js';
import type { FileSystemRules } from '../../domain/permissions/file-system-rules.js';
import type { NetworkPolicy } from '../../domain/permissions/network-policy.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { resolveFileSystemRules } from '../../domain/permissions/resolve-rules.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { SandboxRefusal, SandboxRequest } from '../../ports/process-sandbox.js';
import { confineFiles, type SeatbeltLevel } from './file-confinement.js';
import type { NetworkReach } from './network-rules.js';
import type { PatternProblem } from './pattern-filter.js';
import { type RenderedPolicy, renderPolicy } from './render-policy.js';
import { launcherPath, type PolicySource, type SeatbeltPlan, sandboxName } from './seatbelt-plan.js';

/** What a plan depends on besides the request. */
export interface PlanSettings {
  readonly level: SeatbeltLevel;
  readonly missingMetadata: MissingMetadata;
  readonly unixSockets: 'denied' | 'allowed';
  /** Whether there is a proxy that tells hosts apart; without one a network that has to be filtered is refused. */
  readonly proxy: 'available' | 'missing';
}

/** Turns a request into the exact command line and policy, or refuses it. Looks at nothing but its arguments. */
export function planCommandLine(request: SandboxRequest, settings: PlanSettings): Result<SeatbeltPlan, SandboxRefusal> {
  const invalid = refuseInvocation(request) ?? refuseForeignDirectory(request.cwd);
  if (invalid !== undefined) return err(invalid);
  const { profile } = request;
  if (profile.kind !== 'managed') return err(notOurs(profile));
  const reach = reachOf(profile.network, settings);
  if (reach === undefined) return err(withoutProxy);
  const { context, facts } = request;
  const rules = resolveFileSystemRules(profile.fileSystem, context, facts);
  const source = { rules, facts, reach };
  const policy = renderFor(source, settings);
  if (!policy.ok) return policy;
  const search = searchFor(rules, { request, level: settings.level });
  return ok({
    ...assemble(request, policy.value, source),
    ...(typeof profile.network === 'string' ? {} : { filtered: profile.network }),
    ...(search === undefined ? {} : { search }),
  });
}

/** Renders the policy for rules, or says why it cannot be enforced. */
export function renderFor(
  { rules, facts, reach }: PolicySource,
  settings: PlanSettings,
): Result<RenderedPolicy, SandboxRefusal> {
  const files = confineFiles(rules, new Places(facts), settings);
  if (!files.ok) return files;
  const policy = renderPolicy({ files: files.value, network: reach });
  if (!policy.ok) return err(badPattern(policy.error));
  const unspeakable = policy.value.parameters.find(({ value }) => value.includes('\0'));
  return unspeakable === undefined ? policy : err(nullCharacter(unspeakable.value));
}

/** The arguments of the launcher that stand before the command. */
export function launcherArguments({ text, parameters }: RenderedPolicy): readonly [string, ...string[]] {
  return [launcherPath, '-p', text, ...parameters.map(({ name, value }) => `-D${name}=${value}`), '--'];
}

/** Patterns about the whole disk are left to the policy alone: nobody could look for all of their matches. */
function searchFor(
  rules: FileSystemRules,
  { request, level }: { readonly request: SandboxRequest; readonly level: SeatbeltLevel },
): Search | undefined {
  const { context, facts } = request;
  const unreadableGlobs = rules.unreadableGlobs.filter((pattern) => {
    const glob = compileGlob(pattern as AbsolutePath);
    return glob.ok && glob.value.base !== '/';
  });
  const planned = planSearch({
    rules: { ...rules, unreadableGlobs },
    facts,
    workspaceRoots: context.workspaceRoots,
    level,
  });
  return planned.ok && planned.value !== undefined ? { ...planned.value, rules } : undefined;
}

function reachOf(network: NetworkPolicy, { unixSockets, level, proxy }: PlanSettings): NetworkReach | undefined {
  if (network === 'restricted') return { kind: 'none' };
  if (network === 'enabled') return { kind: 'all', unixSockets: level === 'hardened' ? unixSockets : 'allowed' };
  return proxy === 'missing' ? undefined : { kind: 'proxy' };
}

function assemble(
  { argv, cwd, environment }: SandboxRequest,
  policy: RenderedPolicy,
  source: PolicySource,
): SeatbeltPlan {
  const { text } = policy;
  const offline = source.reach.kind === 'none' ? { CODEX_SANDBOX_NETWORK_DISABLED: '1' } : {};
  return {
    sandbox: sandboxName,
    argv: [...launcherArguments(policy), ...argv],
    cwd,
    environment: { ...environment, CODEX_SANDBOX: sandboxName, ...offline },
    explanation: text.trimEnd().split('\n'),
    policy: text,
    command: argv,
    source,
  };
}

const withoutProxy: SandboxRefusal = {
  code: 'unsupported-policy',
  message: 'the network of this profile is open to some domains only, and no proxy is there that could tell them apart',
  remedy: 'close the network of the profile or open it altogether, or pass `proxy` to the sandbox',
};

function badPattern({ pattern, reason }: PatternProblem): SandboxRefusal {
  return {
    code: 'unsupported-policy',
    message: `the deny pattern \`${pattern}\` cannot be enforced: ${reason}`,
    remedy: 'write the pattern with plain letters, digits, `*`, `?` and `**`',
  };
}

function nullCharacter(path: string): SandboxRefusal {
  return {
    code: 'invalid-request',
    message: `\`${path.replaceAll('\0', '\\0')}\` holds a null character, which no path can`,
    remedy: 'remove the character from the rules',
  };
}

function notOurs({ kind }: PermissionProfile): SandboxRefusal {
  return {
    code: 'unsupported-policy',
    message: `Seatbelt enforces managed profiles, but this profile is \`${kind}\``,
    remedy: 'run the command without this sandbox, or choose a managed profile',
  };
}
