import type { ToolCallItem, ToolOutput } from '../../domain/conversation/history-item.js';
import type { ToolDefinition } from '../../domain/tools/tool-definition.js';
import type { CallMode, CallPermissions } from '../../domain/turn/turn-state.js';
import type { ApprovalRequest } from '../../ports/approver.js';
import type { TurnScope } from '../turn/turn-scope.js';

type WithoutOrigin<Request> = Request extends ApprovalRequest
  ? Omit<Request, 'threadId' | 'turnId' | 'callId' | 'cwd'>
  : never;

/** What a person is asked about a call; the turn adds where the question comes from. */
export type ApprovalQuestion = WithoutOrigin<ApprovalRequest>;

/** Does the work of a call. Rejects only with an `AbortError`; failures are outputs. */
export type RunCall = (permissions: CallPermissions, signal: AbortSignal) => Promise<ToolOutput>;

/** A call that was decoded and assessed. */
export type PreparedCall =
  /** Nothing is to be run: the call is malformed, or refused by policy. */
  | { readonly kind: 'answer'; readonly output: ToolOutput }
  | { readonly kind: 'run'; readonly mode: CallMode; readonly permissions: CallPermissions; readonly run: RunCall }
  | {
      readonly kind: 'ask';
      readonly mode: CallMode;
      readonly question: ApprovalQuestion;
      /** What the model reads when the answer is no. */
      readonly declined: ToolOutput;
      /** Identical requests have the same key: accepting one for the session accepts them all. */
      readonly grantKey: string;
      readonly run: RunCall;
    };

/** A tool of the agent itself. */
export interface Tool {
  readonly definition: ToolDefinition;
  prepare(call: ToolCallItem, scope: TurnScope): Promise<PreparedCall> | PreparedCall;
}
