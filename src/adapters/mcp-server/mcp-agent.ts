import type { DetailedThreadEvent } from '../../domain/conversation/thread-event.js';
import type { AgentThreadOptions } from '../../domain/mcp/serve/agent-call.js';

/** What is served: an agent that holds conversations. */
export interface McpAgent {
  /** Starts a conversation. May throw when the options make no sense. */
  startThread(options: AgentThreadOptions): McpAgentThread;
}

/** One conversation. One turn runs at a time. */
export interface McpAgentThread {
  /** Null until the first turn has started. */
  readonly id: string | null;
  /** Runs a turn; aborting `signal` interrupts it, and the events then end with an `AbortError`. */
  runStreamed(
    prompt: string,
    options: { readonly signal: AbortSignal; readonly deltas: boolean },
  ): Promise<{ readonly events: AsyncIterable<DetailedThreadEvent> }>;
  /** What the conversation works with. */
  describe(): Promise<McpAgentThreadDescription>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a conversation works with. */
export interface McpAgentThreadDescription {
  readonly workingDirectory: string;
  readonly model: string;
  readonly modelProvider: string;
  readonly approvalPolicy: string;
  readonly reasoningEffort?: string;
  /** Where the session is kept; absent when it is not a file. */
  readonly location?: string;
}
