import type { ToolCallItem, ToolOutput } from '../../domain/conversation/history-item.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { CallMode, CallPermissions } from '../../domain/turn/turn-state.js';
import type { ApprovalRequest } from '../../ports/approver.js';
import type { TurnScope } from '../turn/turn-scope.js';

type WithoutOrigin<Request> = Request extends ApprovalRequest
  ? Omit<Request, 'threadId' | 'turnId' | 'callId' | 'cwd'>
  : never;

/** What a person is asked about a call; the turn adds where the question comes from. */
export type ApprovalQuestion = WithoutOrigin<ApprovalRequest> & {
  /** The working directory of the turn when absent. */
  readonly cwd?: AbsolutePath;
};

/** A call that ran in the sandbox, which seems to have denied it something. */
export interface DeniedCall {
  readonly kind: 'denied';
  /** What the attempt came to. */
  readonly output: ToolOutput;
  /** The question whether it may run again outside of the sandbox. */
  readonly retry: AskingCall;
}

/** Does the work of a call. Rejects only with an `AbortError`; failures are outputs. */
export type RunCall = (permissions: CallPermissions, signal: AbortSignal) => Promise<ToolOutput | DeniedCall>;

/** A call that a person is asked about before it runs. */
export interface AskingCall {
  readonly kind: 'ask';
  readonly mode: CallMode;
  readonly question: ApprovalQuestion;
  /** What the model reads when the answer is no. */
  readonly declined: ToolOutput;
  /** Identical requests have the same key: accepting one for the session accepts them all. */
  readonly grantKey: string;
  readonly run: RunCall;
}

/** A call that was decoded and assessed. */
export type PreparedCall =
  /** Nothing is to be run: the call is malformed, or refused by policy. */
  | { readonly kind: 'answer'; readonly output: ToolOutput }
  | { readonly kind: 'run'; readonly mode: CallMode; readonly permissions: CallPermissions; readonly run: RunCall }
  | AskingCall;

/** What carries out the calls of one of the agent's own tools. */
export interface Tool {
  prepare(call: ToolCallItem, scope: TurnScope): Promise<PreparedCall> | PreparedCall;
}

/** Tells what was denied from what is done. */
export function isDenied(result: ToolOutput | DeniedCall): result is DeniedCall {
  return typeof result === 'object' && 'kind' in result;
}
