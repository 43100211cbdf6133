import { type ApprovalPolicy, basicPolicyOf } from '../../domain/approvals/approval-policy.js';
import { programName } from '../../domain/commands/program-name.js';
import type { TurnSurroundings } from '../../domain/conversation/context/context-messages.js';
import type { PermissionFacts } from '../../domain/conversation/context/permission-instructions.js';
import type { TurnContext } from '../../domain/conversation/thread-record.js';
import { materializeProfile } from '../../domain/permissions/materialize.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { resolveFileSystemRules } from '../../domain/permissions/resolve-rules.js';
import { rawProfile } from '../../domain/permissions/thread-permissions.js';
import type { Clock } from '../../ports/clock.js';
import type { OpenThread } from '../session/open-thread.js';
import { gatherProjectInstructions } from './gather-project-instructions.js';

/** What the model is to know about this turn's surroundings. */
export async function gatherSurroundings({ settings, context, ports }: OpenThread): Promise<TurnSurroundings> {
  const project =
    settings.projectInstructions === undefined
      ? undefined
      : await gatherProjectInstructions(ports.fileSystem, settings.cwd, settings.projectInstructions);
  // Directories that the product writes on its own behalf are nothing the model should know about.
  const profile = materializeProfile(rawProfile(settings.permissions), settings.permissions.workspaceRoots);
  const { environment, clock } = ports;
  return {
    permissions: describePermissions(profile, basicPolicyOf(settings.approvalPolicy), context),
    environment: {
      cwd: settings.cwd,
      shell: programName(environment.shell),
      currentDate: localDate(clock),
      timezone: environment.timezone,
      workspaceRoots: settings.permissions.workspaceRoots,
      profile,
    },
    ...(settings.developerInstructions === undefined ? {} : { developerInstructions: settings.developerInstructions }),
    ...(project === undefined ? {} : { projectInstructions: project }),
  };
}

/** What the model was told when a session was last written, as far as the session says; the rest counts as unchanged. */
export function surroundingsOf(
  recorded: TurnContext,
  now: TurnSurroundings,
  context: PermissionContext,
): TurnSurroundings {
  const { cwd, currentDate, timezone, workspaceRoots } = recorded;
  const profile = materializeProfile(recorded.permissionProfile, workspaceRoots);
  const policy = asApprovalPolicy(recorded.approvalPolicy);
  return {
    ...now,
    permissions: describePermissions(profile, policy, { ...context, cwd, workspaceRoots }),
    environment: { ...now.environment, cwd, currentDate, timezone, workspaceRoots, profile },
  };
}

function describePermissions(
  profile: PermissionProfile,
  approvalPolicy: ApprovalPolicy,
  context: PermissionContext,
): PermissionFacts {
  if (profile.kind !== 'managed') {
    const network = profile.kind === 'external' ? profile.network : 'enabled';
    return { fileSystem: { kind: 'unrestricted' }, network, approvalPolicy };
  }
  const { writableRoots } = resolveFileSystemRules(profile.fileSystem, context, new Map());
  const { network } = profile;
  if (writableRoots === 'all') return { fileSystem: { kind: 'unrestricted' }, network, approvalPolicy };
  if (writableRoots.length === 0) return { fileSystem: { kind: 'read-only' }, network, approvalPolicy };
  const roots = writableRoots.map(({ root }) => root).sort();
  return { fileSystem: { kind: 'workspace-write', writableRoots: roots }, network, approvalPolicy };
}

function asApprovalPolicy(text: string): ApprovalPolicy {
  return text === 'on-request' || text === 'on-failure' || text === 'untrusted' ? text : 'never';
}

/** Today, where the user is, as `YYYY-MM-DD`. */
function localDate(clock: Clock): string {
  const now = clock.now();
  return new Date(now + clock.utcOffsetMinutes(now) * 60_000).toISOString().slice(0, 10);
}
