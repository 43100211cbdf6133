import type { ApprovalPolicy } from '../../domain/approvals/approval-policy.js';
import { programName } from '../../domain/commands/program-name.js';
import type { TurnSurroundings } from '../../domain/conversation/context/context-messages.js';
import type { TurnContext } from '../../domain/conversation/thread-record.js';
import { materializeProfile } from '../../domain/permissions/materialize.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { Clock } from '../../ports/clock.js';
import type { OpenThread } from '../session/open-thread.js';
import { gatherProjectInstructions } from './gather-project-instructions.js';
import { mayShowDocuments } from './readable-documents.js';
import { describePermissions } from './told-permissions.js';

/** What the model is to know about this turn's surroundings. */
export async function gatherSurroundings(thread: OpenThread): Promise<TurnSurroundings> {
  const { settings, told, ports } = thread;
  const search = settings.projectInstructions && { ...settings.projectInstructions, mayShow: mayShowDocuments(thread) };
  const project = search && (await gatherProjectInstructions(ports.fileSystem, settings.cwd, search));
  const { environment, clock } = ports;
  return {
    permissions: told.permissions,
    environment: {
      cwd: settings.cwd,
      shell: programName(environment.shell),
      currentDate: localDate(clock),
      timezone: environment.timezone,
      workspaceRoots: settings.permissions.workspaceRoots,
      profile: told.profile,
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

function asApprovalPolicy(text: string): ApprovalPolicy {
  return text === 'on-request' || text === 'on-failure' || text === 'untrusted' ? text : 'never';
}

/** Today, where the user is, as `YYYY-MM-DD`. */
function localDate(clock: Clock): string {
  const now = clock.now();
  return new Date(now + clock.utcOffsetMinutes(now) * 60_000).toISOString().slice(0, 10);
}
