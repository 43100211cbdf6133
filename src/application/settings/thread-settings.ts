import type { AnyApprovalPolicy } from '../../domain/approvals/approval-policy.js';
import type { ShellEnvironmentPolicy } from '../../domain/commands/environment-policy.js';
import type { ModelProvider } from '../../domain/config/model-providers.js';
import type { NotificationSettings } from '../../domain/config/settings.js';
import type { OmittedContext } from '../../domain/conversation/context/context-messages.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { ThreadPermissions } from '../../domain/permissions/thread-permissions.js';
import type { ToolRules } from '../../domain/tools/tool-rules.js';
import type { SpendingLimits } from '../../domain/turn/spending-limit.js';
import type { InstructionSearch } from '../turn/gather-project-instructions.js';
import type { McpSettings } from './mcp-settings.js';

/** Everything about a thread that its options and the configuration decide, with every default filled in. */
export interface ThreadSettings {
  readonly cwd: AbsolutePath;
  readonly model: string;
  readonly provider: ModelProvider;
  readonly baseInstructions: string;
  readonly developerInstructions?: string;
  /** Where instructions of the user and the project are looked for; absent when none are read. */
  readonly projectInstructions?: InstructionSearch;
  readonly reasoning?: { readonly effort?: string; readonly summary?: string };
  readonly verbosity?: string;
  /** What requests say about how fast the provider answers; nothing when absent. */
  readonly serviceTier?: string;
  /** How much of a conversation fits, in tokens. */
  readonly contextWindow: number;
  /** Tokens of context at which the history is compacted. */
  readonly compactAtTokens: number;
  /** Replaces the package's own prompt for compaction. */
  readonly compactPrompt?: string;
  /** What all turns of the thread together may use up. */
  readonly limits: SpendingLimits;
  readonly approvalPolicy: AnyApprovalPolicy;
  readonly permissions: ThreadPermissions;
  /** What the symbolic temporary directories stand for. */
  readonly temporary: Pick<PermissionContext, 'tmpdir' | 'slashTmp'>;
  /** The directories of a trusted project whose rules count, from its root down to the working directory. */
  readonly ruleDirectories: readonly AbsolutePath[];
  readonly environmentPolicy: ShellEnvironmentPolicy;
  readonly notifications: NotificationSettings;
  readonly mcp: McpSettings;
  readonly webSearch: 'disabled' | 'cached' | 'live';
  readonly tools: ToolRules;
  /** What the model is not told about its surroundings. */
  readonly omitted: OmittedContext;
  readonly persistence: 'saved' | 'ephemeral';
  readonly repositoryCheck: 'required' | 'skipped';
  /** Things in the configuration that have no effect, in sentences for people; reported once per thread. */
  readonly warnings: readonly string[];
}
