import { type AbsolutePath, pathKey } from '../../domain/paths/absolute-path.js';
import { resolveFileSystemRules } from '../../domain/permissions/resolve-rules.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { SandboxRefusal, SandboxRequest } from '../../ports/process-sandbox.js';
import { describePlan } from './describe-plan.js';
import { networkOffEnvironment } from './network-off-environment.js';
import { planAccess } from './plan-access.js';
import { quoteArguments } from './quote-arguments.js';
import { refusePolicy, type WindowsSandboxLevel } from './refuse-policy.js';
import { refuseRequest } from './refuse-request.js';
import { variableKey } from './variable-key.js';
import { type AccessEntry, sandboxName, type TokenRestrictions, type WindowsPlan } from './windows-plan.js';

/**
 * Turns a request into what Windows has to be told: the restrictions of the token, the entries of access lists, the environment and the
 * command line. Looks at nothing but its arguments, so plans can be made on every platform.
 */
export function planRestrictions(
  request: SandboxRequest,
  level: WindowsSandboxLevel,
): Result<WindowsPlan, SandboxRefusal> {
  const invalid = refuseRequest(request);
  if (invalid !== undefined) return err(invalid);
  const { argv, cwd, profile, context, facts } = request;
  if (profile.kind !== 'managed') return err(notOurs(profile.kind));
  const rules = resolveFileSystemRules(profile.fileSystem, context, facts);
  const refusal = refusePolicy(profile, rules, level);
  if (refusal !== undefined) return err(refusal);
  const access = planAccess(rules, facts);
  if (!access.ok) return access;
  const { capabilities, entries } = access.value;
  const token: TokenRestrictions = {
    flags: ['disable-max-privilege', 'lua-token', 'write-restricted'],
    capabilities,
    shared: ['logon', 'everyone'],
  };
  const environment = profile.network === 'restricted' ? offline(request.environment) : request.environment;
  const repositories = level === 'hardened' ? writableWorkspaces(request, entries) : [];
  const parts = { token, access: entries, repositories, commandLine: quoteArguments(argv) };
  return ok({ sandbox: sandboxName, argv, cwd, environment, ...parts, explanation: describePlan(parts) });
}

/** The workspace roots that are open, where repositories are worked in. */
function writableWorkspaces(
  { context, facts }: SandboxRequest,
  entries: readonly AccessEntry[],
): readonly AbsolutePath[] {
  const workspaces = new Set(context.workspaceRoots.map((root) => pathKey(facts.get(root)?.realPath ?? root)));
  return entries
    .filter(({ effect, path }) => effect === 'allow-write' && workspaces.has(pathKey(path)))
    .map(({ path }) => path);
}

/** Names are compared without case, so a variable of the command that is spelled differently must give way. */
function offline(environment: SandboxRequest['environment']): SandboxRequest['environment'] {
  const set = new Set(Object.keys(networkOffEnvironment));
  const kept = Object.entries(environment).filter(([name]) => !set.has(variableKey(name)));
  return { ...Object.fromEntries(kept), ...networkOffEnvironment };
}

function notOurs(kind: string): SandboxRefusal {
  return {
    code: 'unsupported-policy',
    message: `a restricted token enforces managed profiles, but this profile is \`${kind}\``,
    remedy: 'run the command without this sandbox, or choose a managed profile',
  };
}
