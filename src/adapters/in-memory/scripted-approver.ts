import type { ApprovalDecision, ApprovalRequest, Approver } from '../../ports/approver.js';

/** An answer, or a function that makes one, for example to wait or to look at the request first. */
export type ScriptedDecision =
  | ApprovalDecision
  | ((request: ApprovalRequest, signal: AbortSignal) => ApprovalDecision | Promise<ApprovalDecision>);

/** Gives prepared answers in order, and keeps what it was asked. */
export class ScriptedApprover implements Approver {
  readonly #script: ScriptedDecision[];
  readonly #requests: ApprovalRequest[] = [];
  #unexpected = 0;

  /** @param script one answer for each request; none when absent, so that every request is a mistake */
  constructor(script: readonly ScriptedDecision[] = []) {
    this.#script = [...script];
  }

  /** Every request so far, oldest first. */
  get requests(): readonly ApprovalRequest[] {
    return this.#requests;
  }

  /** Rejects when no answer is left. A rejection counts as `decline`, so call {@link assertFinished} in the end. */
  async decide(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalDecision> {
    this.#requests.push(request);
    const next = this.#script.shift();
    if (next === undefined) {
      this.#unexpected += 1;
      throw new Error(`unexpected approval request of kind \`${request.kind}\`; the script has no answer left`);
    }
    return typeof next === 'function' ? next(request, signal) : next;
  }

  /** Throws unless every answer was used and every request answered. */
  assertFinished(): void {
    if (this.#unexpected > 0) throw new Error(`${this.#unexpected} approval requests were not expected`);
    if (this.#script.length > 0) throw new Error(`${this.#script.length} answers of the script were not asked for`);
  }
}
