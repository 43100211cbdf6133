import type { CommandAction } from '../domain/commands/command-action.js';
import type { FileUpdateChange } from '../domain/conversation/thread-item.js';
import type { McpQuestion } from '../domain/mcp/elicitation.js';
import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { JsonObject } from '../domain/tools/tool-definition.js';

/** What a person may answer. Amending a rule is offered only where a prefix makes sense. */
export type ApprovalDecision =
  | 'accept'
  /** Accepts, and accepts the identical request silently for the rest of the thread. */
  | 'acceptForSession'
  /** Accepts, and allows every command that begins with these words from now on, here and in later threads. */
  | { readonly acceptWithRule: { readonly prefix: readonly string[] } }
  /** Answers the form of a question; a bare `accept` sends the form's defaults. */
  | { readonly acceptWithContent: JsonObject }
  /** Refuses; the model is told and the turn goes on. */
  | 'decline'
  /** Refuses and ends the turn; a question of a server is dismissed, and the turn goes on. */
  | 'cancel';

/** Where a question comes from, and how it may be answered. */
export interface ApprovalOrigin {
  readonly threadId: string;
  readonly turnId: string;
  /** Correlates the request with the call of the model. */
  readonly callId: string;
  /** Where: the working directory of the command, or of the turn. */
  readonly cwd: AbsolutePath;
  /** Why it is asked: the model's justification or the rule's. */
  readonly reason?: string;
  readonly availableDecisions: readonly ApprovalDecision[];
}

/** What is asked. */
export type ApprovalRequest =
  | (ApprovalOrigin & {
      readonly kind: 'command';
      /** Program and arguments. */
      readonly command: readonly string[];
      /** What the command does, as far as it is understood: a single `unknown` when any part of it is not. */
      readonly actions: readonly CommandAction[];
    })
  /** Every change carries its unified diff, where it is text. */
  | (ApprovalOrigin & { readonly kind: 'patch'; readonly changes: readonly FileUpdateChange[] })
  | (ApprovalOrigin & {
      readonly kind: 'tool';
      readonly server: string;
      readonly tool: string;
      readonly arguments: unknown;
    })
  /** A question that an MCP server asks the user while it works on a call. */
  | (ApprovalOrigin & { readonly kind: 'elicitation'; readonly server: string; readonly question: McpQuestion });

/**
 * Decides what a policy leaves to a person. May take as long as it likes; several requests may be open at once.
 * When `signal` aborts, the turn was interrupted and the answer is no longer wanted. A rejection counts as `decline`.
 */
export interface Approver {
  decide(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalDecision>;
}
