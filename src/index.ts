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
export type { ThreadDescription } from './application/session/describe-thread.js';
export type {
  ApprovalMode,
  Input,
  ModelReasoningEffort,
  SandboxMode,
  ThreadOptions,
  TurnOptions,
  UserInput,
  WebSearchMode,
} from './application/settings/thread-options.js';
export { type RunResult, type RunStreamedResult, type StreamedTurn, Thread, type Turn } from './application/thread.js';
export { Codex, createCodex } from './composition/codex.js';
export type {
  AdapterOverride,
  AdapterOverrides,
  ApprovalHandler,
  CodexConfigObject,
  CodexConfigValue,
  CodexOptions,
} from './composition/codex-options.js';
export { CodexError, type CodexErrorCode } from './domain/codex-error.js';
export type {
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
export type { ApprovalDecision, ApprovalRequest } from './ports/approver.js';
export type { ThreadFilter, ThreadSummary } from './ports/thread-store.js';
