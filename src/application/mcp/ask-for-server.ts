import { completeAnswer, type McpAnswer, type McpQuestion } from '../../domain/mcp/elicitation.js';
import { answerLimits, isRecord, objectWithin, own } from '../../domain/mcp/json-extent.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { ApprovalRequest } from '../../ports/approver.js';
import type { AgentPorts } from '../agent-ports.js';
import { summaryOf } from '../turn/approval-desk.js';

/** A question of a server, and the call that it belongs to. */
export interface ServerQuestion {
  readonly server: string;
  readonly question: McpQuestion;
  readonly threadId: string;
  readonly turnId: string;
  readonly callId: string;
}

/** Puts a question of a server to the host. Nobody to ask, and an answer that is none, count as declined. */
export async function askForServer(
  { server, question, ...origin }: ServerQuestion,
  { ports, cwd }: { readonly ports: AgentPorts; readonly cwd: AbsolutePath },
  signal: AbortSignal,
): Promise<McpAnswer> {
  const { approver, notifier } = ports;
  if (approver === undefined || signal.aborted) return { action: 'decline' };
  const request: ApprovalRequest = {
    ...{ kind: 'elicitation', ...origin, cwd, server, question },
    availableDecisions: ['accept', 'decline', 'cancel'],
  };
  const { threadId, turnId } = origin;
  notifier.notify({ type: 'approval-requested', threadId, turnId, cwd, summary: summaryOf(request) });
  return completeAnswer(question, answerOf(await approver.decide(request, signal)));
}

function answerOf(decision: unknown): McpAnswer {
  if (decision === 'accept' || decision === 'acceptForSession') return { action: 'accept' };
  if (decision === 'cancel') return { action: 'cancel' };
  const content = isRecord(decision) ? objectWithin(own(decision, 'acceptWithContent'), answerLimits) : undefined;
  return content === undefined ? { action: 'decline' } : { action: 'accept', content };
}
