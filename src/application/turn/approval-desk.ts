import { isProposablePrefix } from '../../domain/approvals/proposable-prefix.js';
import type { ApprovalOutcome } from '../../domain/turn/turn-protocol.js';
import type { ApprovalDecision, ApprovalRequest, Approver } from '../../ports/approver.js';
import type { Logger } from '../../ports/logger.js';
import type { AskingCall } from '../tools/tool.js';
import type { TurnScope } from './turn-scope.js';

/** Puts questions to the host and remembers what was granted for the rest of the thread. */
export class ApprovalDesk {
  readonly #granted = new Set<string>();

  /** Whether an identical request was already accepted for the session. */
  isGranted(call: AskingCall): boolean {
    return this.#granted.has(call.grantKey);
  }

  /** Asks, and turns the answer into what the turn machine understands. Nobody to ask counts as a refusal, which is reported. */
  async decide(
    call: AskingCall,
    origin: { readonly scope: TurnScope; readonly callId: string; readonly signal: AbortSignal },
  ): Promise<ApprovalOutcome> {
    const { scope, callId, signal } = origin;
    const { ports, threadId, turnId, cwd } = scope;
    if (ports.approver === undefined) {
      scope.items.add({
        type: 'error',
        message:
          'approval was needed but nobody answers questions here, so the request was declined; pass `approvals` to `createCodex` to answer',
      });
      return { kind: 'declined', output: call.declined };
    }
    const request: ApprovalRequest = { cwd, ...call.question, threadId, turnId, callId };
    ports.notifier.notify({ type: 'approval-requested', threadId, turnId, cwd, summary: summaryOf(request) });
    return this.#apply(await this.#answer(ports.approver, request, { signal, logger: ports.logger }), call, scope);
  }

  /** The host's answer. A host that fails to answer, or says something that is no decision, has declined. */
  async #answer(
    approver: Approver,
    request: ApprovalRequest,
    { signal, logger }: { readonly signal: AbortSignal; readonly logger: Logger },
  ): Promise<ApprovalDecision> {
    try {
      const answer: unknown = await unlessInterrupted(approver.decide(request, signal), signal);
      if (signal.aborted) return 'decline';
      if (isDecision(answer, request)) return answer;
      logger.log(
        'error',
        'the approval callback answered something that is no decision; the request counts as declined',
        {
          module: 'approvals',
          answer: typeof answer === 'string' ? answer : typeof answer,
        },
      );
    } catch (error) {
      if (signal.aborted) return 'decline';
      logger.log('error', 'the approval callback failed; the request counts as declined', {
        module: 'approvals',
        error,
      });
    }
    return 'decline';
  }

  async #apply(decision: ApprovalDecision, call: AskingCall, scope: TurnScope): Promise<ApprovalOutcome> {
    if (decision === 'decline') return { kind: 'declined', output: call.declined };
    if (decision === 'cancel') return { kind: 'cancelled', output: call.declined };
    if (decision === 'acceptForSession') this.#granted.add(call.grantKey);
    if (typeof decision === 'object' && 'acceptWithRule' in decision)
      await addRule(decision.acceptWithRule.prefix, scope);
    return { kind: 'approved' };
  }
}

/** The command was accepted whether or not the rule can be kept; a rule that cannot is reported. */
async function addRule(prefix: readonly string[], { rules, items }: TurnScope): Promise<void> {
  if (!isProposablePrefix(prefix)) return;
  const added = await rules.allow(prefix);
  if (!added.ok) items.add({ type: 'error', message: `the rule holds for this thread only: ${added.error}` });
}

/** A rule is for commands, and only for words that leave no doubt what they allow. */
function isDecision(answer: unknown, { kind }: ApprovalRequest): answer is ApprovalDecision {
  if (typeof answer !== 'object' || answer === null) return words.some((word) => word === answer);
  const rule: unknown = 'acceptWithRule' in answer ? answer.acceptWithRule : undefined;
  if (kind !== 'command' || typeof rule !== 'object' || rule === null || !('prefix' in rule)) return false;
  const { prefix } = rule;
  return Array.isArray(prefix) && prefix.every((word) => typeof word === 'string') && isProposablePrefix(prefix);
}

const words: readonly ApprovalDecision[] = ['accept', 'acceptForSession', 'decline', 'cancel'];

/** An answer, or a refusal as soon as the turn no longer waits for one. A turn may ask many questions, so nothing stays at its signal. */
async function unlessInterrupted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer | 'decline'> {
  let decline: () => void = nothing;
  const interruption = new Promise<'decline'>((resolve) => {
    decline = () => resolve('decline');
    if (signal.aborted) decline();
    signal.addEventListener('abort', decline);
  });
  try {
    return await Promise.race([interruption, answer]);
  } finally {
    signal.removeEventListener('abort', decline);
  }
}

function nothing(): void {
  // Nothing waits yet.
}

/** What is asked, in one line. */
export function summaryOf(request: ApprovalRequest): string {
  switch (request.kind) {
    case 'command':
      return request.command.join(' ');
    case 'patch':
      return request.changes.map((change) => `${change.kind} ${change.path}`).join(', ');
    case 'tool':
      return `${request.server}: ${request.tool}`;
    case 'elicitation':
      return `${request.server}: ${request.question.message}`;
  }
}
