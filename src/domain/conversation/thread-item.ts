import type { BlockedConnection } from '../permissions/network/blocked-connection.js';

/** Where a command stands: it runs, it exited with 0, or it ended in any other way. */
export type CommandExecutionStatus = 'in_progress' | 'completed' | 'failed';

/** A command that the agent ran. */
export interface CommandExecutionItem {
  readonly id: string;
  readonly type: 'command_execution';
  /** The command line, quoted for a POSIX shell. */
  readonly command: string;
  /** Standard output and standard error as they arrived, capped at 1 MiB. */
  readonly aggregated_output: string;
  /** Absent or null while the command runs; 128 plus the signal number when a signal ended it; -1 when it could not be started. */
  readonly exit_code?: number | null;
  readonly status: CommandExecutionStatus;
  /** What the network rules of the permission profile kept from the command; absent where they kept nothing. */
  readonly blocked_connections?: readonly BlockedConnection[];
}

/** What a patch does to one file. A rename is an `update` of the old path. */
export type PatchChangeKind = 'add' | 'delete' | 'update';

/** One file of a patch. */
export interface FileUpdateChange {
  /** Absolute path. */
  readonly path: string;
  readonly kind: PatchChangeKind;
  /** The change as a unified diff, where the host asked for diffs. */
  readonly diff?: string;
}

/** Where a patch stands. */
export type PatchApplyStatus = 'in_progress' | 'completed' | 'failed';

/** A patch that the agent applied; `changes` are sorted by path. */
export interface FileChangeItem {
  readonly id: string;
  readonly type: 'file_change';
  readonly changes: FileUpdateChange[];
  readonly status: PatchApplyStatus;
}

/** Where a call of an MCP tool stands. */
export type McpToolCallStatus = 'in_progress' | 'completed' | 'failed';

/** A call of a tool that an MCP server offers, or of a tool of the host (server `host`). */
export interface McpToolCallItem {
  readonly id: string;
  readonly type: 'mcp_tool_call';
  readonly server: string;
  readonly tool: string;
  readonly arguments: unknown;
  readonly result?: { readonly content: unknown[]; readonly structured_content: unknown } | null;
  readonly error?: { readonly message: string } | null;
  readonly status: McpToolCallStatus;
}

/** A message of the agent; the last one of a turn is its final response. */
export interface AgentMessageItem {
  readonly id: string;
  readonly type: 'agent_message';
  readonly text: string;
}

/** A summary of the model's reasoning; several parts are joined with newlines. */
export interface ReasoningItem {
  readonly id: string;
  readonly type: 'reasoning';
  readonly text: string;
}

/** A web search that the provider ran. */
export interface WebSearchItem {
  readonly id: string;
  readonly type: 'web_search';
  /** What was searched for, or the page that was opened; empty while the search runs. */
  readonly query: string;
  /** What the provider did, in its own words, such as `{ type: 'search', queries }`; `{ type: 'other' }` while the search runs. */
  readonly action?: unknown;
}

/** Something that went wrong without ending the turn. */
export interface ErrorItem {
  readonly id: string;
  readonly type: 'error';
  readonly message: string;
}

/** One step of the agent's plan. */
export interface TodoItem {
  readonly text: string;
  readonly completed: boolean;
}

/** The agent's plan: started with the first `update_plan`, updated with each later one, completed when the turn ends. */
export interface TodoListItem {
  readonly id: string;
  readonly type: 'todo_list';
  readonly items: TodoItem[];
}

/** Everything that can appear in a turn. Field names are those of the public event stream. */
export type ThreadItem =
  | AgentMessageItem
  | ReasoningItem
  | CommandExecutionItem
  | FileChangeItem
  | McpToolCallItem
  | WebSearchItem
  | TodoListItem
  | ErrorItem;
