import type { FileUpdateChange } from '../domain/conversation/thread-item.js';
import type { AbsolutePath } from '../domain/paths/absolute-path.js';

/** What a person may answer. Amending a rule is offered only where a prefix makes sense. */
export type ApprovalDecision =
  | 'accept'
  /** Accepts, and accepts the identical request silently for the rest of the thread. */
  | 'acceptForSession'
  | { readonly acceptWithRule: { readonly prefix: readonly string[] } }
  /** Refuses; the model is told and the turn goes on. */
  | 'decline'
  /** Refuses and ends the turn. */
  | 'cancel';

/** Where a question comes from, and how it may be answered. */
export interface ApprovalOrigin {
  readonly threadId: string;
  readonly turnId: string;
  /** Correlates the request with the call of the model. */
  readonly callId: string;
  readonly cwd: AbsolutePath;
  /** Why it is asked: the model's justification or the rule's. */
  readonly reason?: string;
  readonly availableDecisions: readonly ApprovalDecision[];
}

/** What is asked. */
export type ApprovalRequest =
  | (ApprovalOrigin & { readonly kind: 'command'; readonly command: readonly string[] })
  | (ApprovalOrigin & { readonly kind: 'patch'; readonly changes: readonly FileUpdateChange[] })
  | (ApprovalOrigin & {
      readonly kind: 'tool';
      readonly server: string;
      readonly tool: string;
      readonly arguments: unknown;
    });

/**
 * Decides what a policy leaves to a person. May take as long as it likes; several requests may be open at once.
 * When `signal` aborts, the turn was interrupted and the answer is no longer wanted. A rejection counts as `decline`.
 */
export interface Approver {
  decide(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalDecision>;
}
