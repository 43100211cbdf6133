import type { ApprovalDecision, ApprovalRequest, Approver } from '../../ports/approver.js';

/** Puts a question of one thread to the client that runs its turn. */
export type AskClient = (request: ApprovalRequest, signal: AbortSignal) => Promise<ApprovalDecision>;

/**
 * Leads questions to the client whose call they belong to. The agent is made with it as its approver, the server is made with it too.
 * A question that belongs to no running call is declined.
 */
export class ClientApprovals implements Approver {
  readonly #calls = new Set<{ readonly threadId: () => string | null; readonly ask: AskClient }>();

  async decide(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalDecision> {
    for (const { threadId, ask } of this.#calls) {
      if (threadId() === request.threadId) return ask(request, signal);
    }
    return 'decline';
  }

  /** Leads the questions of a thread to a client until the returned function is called. */
  connect(threadId: () => string | null, ask: AskClient): () => void {
    const call = { threadId, ask };
    this.#calls.add(call);
    return () => void this.#calls.delete(call);
  }
}
