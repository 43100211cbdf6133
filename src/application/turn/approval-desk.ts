import type { ApprovalOutcome } from '../../domain/turn/turn-protocol.js';
import type { ApprovalDecision, ApprovalRequest } from '../../ports/approver.js';
import type { PreparedCall } from '../tools/tool.js';
import type { TurnScope } from './turn-scope.js';

type AskingCall = Extract<PreparedCall, { readonly kind: 'ask' }>;

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
    const request: ApprovalRequest = { ...call.question, threadId, turnId, callId, cwd };
    ports.notifier.notify({ type: 'approval-requested', threadId, turnId, cwd, summary: summaryOf(request) });
    const decision = await answerOf(ports.approver.decide(request, signal), signal, scope);
    return this.#apply(decision, call);
  }

  #apply(decision: ApprovalDecision, call: AskingCall): ApprovalOutcome {
    if (decision === 'decline') return { kind: 'declined', output: call.declined };
    if (decision === 'cancel') return { kind: 'cancelled', output: call.declined };
    if (decision !== 'accept') this.#granted.add(call.grantKey);
    return { kind: 'approved' };
  }
}

/** The host's answer. An interrupted turn no longer waits for it; a host that fails to answer has declined. */
async function answerOf(
  answer: Promise<ApprovalDecision>,
  signal: AbortSignal,
  { ports }: TurnScope,
): Promise<ApprovalDecision> {
  const interrupted = new Promise<ApprovalDecision>((resolve) => {
    signal.addEventListener('abort', () => resolve('decline'), { once: true });
  });
  try {
    return await Promise.race([answer, interrupted]);
  } catch (error) {
    if (!signal.aborted)
      ports.logger.log('error', 'the approval callback failed; the request counts as declined', { error });
    return 'decline';
  }
}

function summaryOf(request: ApprovalRequest): string {
  switch (request.kind) {
    case 'command':
      return request.command.join(' ');
    case 'patch':
      return request.changes.map((change) => `${change.kind} ${change.path}`).join(', ');
    case 'tool':
      return `${request.server}: ${request.tool}`;
  }
}
