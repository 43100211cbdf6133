import type { ToolOutput } from '../domain/conversation/history-item.js';
import type { JsonValue, ToolDefinition } from '../domain/tools/tool-definition.js';
import type { CallMode } from '../domain/turn/turn-state.js';

/** A call of a tool that this source offers. */
export interface ToolInvocation {
  readonly threadId: string;
  readonly turnId: string;
  readonly callId: string;
  readonly namespace?: string;
  readonly name: string;
  /** Decoded from the model's JSON, not yet checked against the tool's schema. */
  readonly arguments: JsonValue;
}

/** What a tool answered. */
export type ToolResult =
  | {
      readonly kind: 'success';
      readonly output: ToolOutput;
      readonly content?: readonly unknown[];
      readonly structured?: JsonValue;
    }
  /** The tool ran and reports a failure, with `content` when it said more than an error; the model reads `output`. */
  | {
      readonly kind: 'failure';
      readonly output: ToolOutput;
      readonly content?: readonly unknown[];
      readonly structured?: JsonValue;
    };

/** Whether a call has to be approved by a person first. */
export type ToolApproval = 'not-needed' | 'by-policy' | 'always';

/** A tool of a source. */
export interface OfferedTool {
  readonly definition: ToolDefinition;
  /** Under which name events show the source, such as an MCP server's name. */
  readonly server: string;
  /** The name of an argument that holds the name of the server instead, for a tool that serves several. */
  readonly serverArgument?: string;
  readonly approval: ToolApproval;
  /** In a namespace: the functions, by name, that are approved in another way than `approval` says. */
  readonly approvals?: ReadonlyMap<string, ToolApproval>;
  /** `exclusive` when no other call may run meanwhile; `parallel` when absent. */
  readonly mode?: CallMode;
}

/**
 * Offers tools beyond the built-in ones: MCP servers, functions of the host.
 *
 * Failure: a failing source offers nothing and says so through `problems`; `offer` rejects only with a `CodexError` of code
 * `tool-source-failed`, when the user demands tools that are missing: the turn then fails. `call` answers failures as values and rejects
 * only with an `AbortError`. Sources are shared by all threads of one `Codex`.
 */
export interface ToolSource {
  /** The tools on offer now. Called before every turn; must be cheap after the first time. */
  offer(signal: AbortSignal): Promise<{ readonly tools: readonly OfferedTool[]; readonly problems: readonly string[] }>;
  call(invocation: ToolInvocation, signal: AbortSignal): Promise<ToolResult>;
  close?(): Promise<void>;
}
