import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { Model } from '../../ports/model.js';
import type { AgentPorts } from '../agent-ports.js';
import type { CommandRules } from '../commands/command-rules.js';
import type { CommandSessions } from '../commands/command-sessions.js';
import type { ThreadSettings } from '../settings/thread-settings.js';
import type { ApprovalDesk } from '../turn/approval-desk.js';
import type { ToldPermissions } from '../turn/told-permissions.js';
import type { ThreadSession } from './thread-session.js';

/** A thread that is ready to run turns. */
export interface OpenThread {
  readonly settings: ThreadSettings;
  readonly session: ThreadSession;
  readonly model: Model;
  readonly ports: AgentPorts;
  readonly context: PermissionContext;
  readonly told: ToldPermissions;
  /** Its commands in the background. */
  readonly commands: CommandSessions;
  /** Those that its commands are judged by. */
  readonly rules: CommandRules;
  readonly desk: ApprovalDesk;
}
