/**
 * The Codex coding agent, embedded: see `createCodex`.
 *
 * @packageDocumentation
 */

export {
  defineTool,
  type InputSchema,
  type SchemaVerdict,
  type ToolSpecification,
} from './adapters/host-tools/define-tool.js';
export type { HostTool, HostToolAnswer, HostToolContext } from './adapters/host-tools/host-tool.js';
export type { McpMessageChannel, McpMessageStreams } from './adapters/mcp-server/open-streams.js';
export type { ServedAgent } from './adapters/mcp-server/serve-agent.js';
export type { PatchOutcome } from './application/apply-patch/apply-patch.js';
export type { WrittenPatch } from './application/apply-patch/write-patch.js';
export type { SandboxedResult, SandboxedRunOptions } from './application/commands/run-sandboxed.js';
export type {
  PermissionOptions,
  SandboxedCommand,
  SandboxedCommandPlan,
} from './application/commands/sandboxed-command.js';
export type { DoctorCheck, DoctorReport, DoctorSubject } from './application/doctor/doctor-report.js';
export type { ThreadDescription } from './application/session/describe-thread.js';
export type {
  ConfigurationEntry,
  ConfigurationLayer,
  EffectiveConfiguration,
} from './application/settings/describe-configuration.js';
export type { McpServerEntry, McpServerTransport } from './application/settings/describe-mcp-servers.js';
export type { ConfigurationEdit } from './application/settings/edit-configuration.js';
export type { JsonSchemaOptions, OutputSchema, OutputVerdict } from './application/settings/output-schema.js';
export type { PermissionsInForce } from './application/settings/resolve-permissions.js';
export type {
  ApprovalMode,
  CyberAccessProgram,
  DetailedTurnOptions,
  Input,
  ModelReasoningEffort,
  SandboxMode,
  StructuredTurnOptions,
  ThreadOptions,
  TurnOptions,
  UserInput,
  WebSearchMode,
} from './application/settings/thread-options.js';
export {
  type DetailedStreamedTurn,
  type RunResult,
  type RunStreamedResult,
  type StreamedTurn,
  Thread,
} from './application/thread.js';
export type { Compaction, StructuredTurn, Turn } from './application/turn/turn-result.js';
export type { ContextUse, UsageReport } from './application/turn/usage-meter.js';
export type { ApplyPatchOptions } from './composition/apply-patch-options.js';
export { Codex, createCodex } from './composition/codex.js';
export type {
  AdapterOverride,
  AdapterOverrides,
  ApprovalHandler,
  CodexConfigObject,
  CodexConfigValue,
  CodexOptions,
  FrontEnd,
} from './composition/codex-options.js';
export type { DoctorOptions } from './composition/examine-machine.js';
export type { McpLogin } from './composition/mcp/mcp-login.js';
export type {
  McpAddressOptions,
  McpProgramOptions,
  McpServerOptions,
  McpServerSettings,
} from './composition/mcp/mcp-server-options.js';
export { serveMcp } from './composition/mcp/serve-mcp.js';
export { applyPatch } from './composition/patch-files.js';
export type { ThreadQuery } from './composition/thread-query.js';
export type { AnyApprovalPolicy, ApprovalPolicy, GranularApprovals } from './domain/approvals/approval-policy.js';
export type { ProposedPrefix } from './domain/approvals/propose-prefix.js';
export type { RuleFile } from './domain/approvals/rules/rule-error.js';
export { CodexError, type CodexErrorCode } from './domain/codex-error.js';
export type { CommandAction } from './domain/commands/command-action.js';
export type {
  ConfigError,
  ConfigLayer,
  ConfigLayerName,
  ConfigProblem,
  ConfigWarning,
} from './domain/config/config-layer.js';
export type { McpApprovalMode } from './domain/config/mcp-servers.js';
export type { ProjectTrust } from './domain/config/project-trust.js';
export type {
  ContentPart,
  HistoryEntry,
  HistoryItem,
  ToolCallItem,
  ToolOutput,
} from './domain/conversation/history-item.js';
export type {
  DetailedThreadEvent,
  ItemCompletedEvent,
  ItemDeltaEvent,
  ItemStartedEvent,
  ItemUpdatedEvent,
  ThreadError,
  ThreadErrorEvent,
  ThreadEvent,
  ThreadStartedEvent,
  TurnCompletedEvent,
  TurnFailedEvent,
  TurnStartedEvent,
  Usage,
  UsageUpdatedEvent,
} from './domain/conversation/thread-event.js';
export type {
  AgentMessageItem,
  CommandExecutionItem,
  CommandExecutionStatus,
  ErrorItem,
  FileChangeItem,
  FileUpdateChange,
  McpToolCallItem,
  McpToolCallStatus,
  PatchApplyStatus,
  PatchChangeKind,
  ReasoningItem,
  ThreadItem,
  TodoItem,
  TodoListItem,
  WebSearchItem,
} from './domain/conversation/thread-item.js';
export type { ThreadHeader, ThreadRecord, TurnContext } from './domain/conversation/thread-record.js';
export type { TokenUsage } from './domain/conversation/token-usage.js';
export type { McpAuthStatus } from './domain/mcp/auth-status.js';
export type { McpAnswer, McpQuestion } from './domain/mcp/elicitation.js';
export type { Notification } from './domain/notifications/notification.js';
export type { AbsolutePath } from './domain/paths/absolute-path.js';
export type {
  FileSystemEntry,
  FileSystemPolicy,
  PolicyPath,
  RestrictedFileSystemPolicy,
} from './domain/permissions/file-system-policy.js';
export type { BlockedConnection } from './domain/permissions/network/blocked-connection.js';
export type { BlockReason } from './domain/permissions/network/network-filter.js';
export type { FilteredNetwork, NetworkAccess, NetworkPolicy } from './domain/permissions/network-policy.js';
export type { PathFact, PathFacts } from './domain/permissions/path-facts.js';
export type { PermissionContext } from './domain/permissions/permission-context.js';
export type { PermissionProfile } from './domain/permissions/permission-profile.js';
export type { Result } from './domain/result.js';
export type { JsonObject, JsonValue, ToolDefinition } from './domain/tools/tool-definition.js';
export type { ModelFailure } from './domain/turn/model-failure.js';
export type { SpendingLimits } from './domain/turn/spending-limit.js';
export type { CallMode } from './domain/turn/turn-state.js';
export type { ApprovalDecision, ApprovalOrigin, ApprovalRequest, Approver } from './ports/approver.js';
export type { Clock } from './ports/clock.js';
export type { ConfigEdit, ConfigEditOutcome, ConfigEditor } from './ports/config-editor.js';
export type { ConfigRequest, ConfigSource, LoadedConfig } from './ports/config-source.js';
export type { CredentialStore, StoredCredentials } from './ports/credential-store.js';
export type { Environment } from './ports/environment.js';
export type {
  DirectoryEntry,
  FileSystem,
  FileSystemError,
  FileSystemErrorCode,
  ReadOptions,
  WriteOptions,
} from './ports/file-system.js';
export type { IdGenerator } from './ports/id-generator.js';
export type { Logger, LogLevel } from './ports/logger.js';
export type { Model, ModelEvent, ModelRequest } from './ports/model.js';
export type { NetworkProxy, ProxyCredentials, ProxyProtocol, ProxySession } from './ports/network-proxy.js';
export type { Notifier } from './ports/notifier.js';
export type {
  CommandOutcome,
  CommandTerminal,
  Denial,
  OutputChunk,
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
  TerminalWish,
} from './ports/process-sandbox.js';
export type { ProgramCall, ProgramLauncher } from './ports/program-launcher.js';
export type {
  LoadPseudoTerminals,
  OpenTerminal,
  PseudoTerminals,
  TerminalProcess,
  TerminalProgram,
  TerminalSize,
} from './ports/pseudo-terminals.js';
export type { RuleStore, RuleStoreError } from './ports/rule-store.js';
export type { Span, SpanAttributes, Telemetry } from './ports/telemetry.js';
export type {
  SessionMark,
  StoredThread,
  ThreadFilter,
  ThreadStore,
  ThreadStoreError,
  ThreadSummary,
  ThreadWriter,
} from './ports/thread-store.js';
export type { OfferedTool, ToolApproval, ToolInvocation, ToolResult, ToolSource } from './ports/tool-source.js';
