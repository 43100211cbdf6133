import type { AnyApprovalPolicy } from '../../domain/approvals/approval-policy.js';
import type { ShellEnvironmentPolicy } from '../../domain/commands/environment-policy.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import type { ToolRules } from '../../domain/tools/tool-rules.js';
import type { AgentPorts } from '../agent-ports.js';
import type { CommandRules } from '../commands/command-rules.js';
import type { CommandSessions } from '../commands/command-sessions.js';
import type { ItemReports } from './turn-items.js';

/** What is in force during one turn. */
export interface TurnPermissions {
  /** The effective profile: workspace roots materialised. */
  readonly profile: PermissionProfile;
  readonly context: PermissionContext;
  readonly approvalPolicy: AnyApprovalPolicy;
}

/** Everything that a tool can see of the turn it is called in. */
export interface TurnScope {
  readonly threadId: string;
  readonly turnId: string;
  readonly cwd: AbsolutePath;
  readonly permissions: TurnPermissions;
  readonly environmentPolicy: ShellEnvironmentPolicy;
  readonly tools: ToolRules;
  readonly ports: AgentPorts;
  readonly items: ItemReports;
  readonly sessions: CommandSessions;
  readonly rules: CommandRules;
  /** Whether items of patches carry the unified diff. */
  readonly diffs: 'shown' | 'left-out';
}
