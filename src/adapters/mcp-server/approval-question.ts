import { quoteArgv } from '../../domain/commands/quote-argv.js';
import { answerLimits, isRecord, objectWithin, own, ownText } from '../../domain/mcp/json-extent.js';
import { type CodexEvent, fileChanges } from '../../domain/mcp/serve/codex-events.js';
import { parsedCommand } from '../../domain/mcp/serve/parsed-command.js';
import type { ApprovalDecision, ApprovalRequest } from '../../ports/approver.js';

/** What a request for approval becomes on the way to the client. */
export interface ApprovalQuestion {
  /** Announces the question in the stream of events. */
  readonly event: CodexEvent;
  /** The parameters of `elicitation/create`. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Translates a request for approval. `requestId` is the call of the client that it belongs to. */
export function approvalQuestion(request: ApprovalRequest, requestId: string): ApprovalQuestion {
  const { threadId, turnId, callId, reason = null } = request;
  const params = {
    requestedSchema: { type: 'object', properties: {} },
    threadId,
    codex_mcp_tool_call_id: requestId,
    codex_event_id: requestId,
    codex_call_id: callId,
    ...(reason === null ? {} : { codex_reason: reason }),
  };
  const origin = { call_id: callId, turn_id: turnId, reason };
  switch (request.kind) {
    case 'command':
      return commandQuestion(request, { params, origin });
    case 'patch': {
      const changes = fileChanges(request.changes);
      return {
        event: { type: 'apply_patch_approval_request', ...origin, changes },
        params: {
          message: 'Allow Codex to apply proposed code changes?',
          ...params,
          codex_elicitation: 'patch-approval',
          codex_changes: changes,
        },
      };
    }
    case 'tool':
      return toolQuestion(request, { params, origin });
    case 'elicitation':
      return serverQuestion(request, { params, origin });
  }
}

interface Parts {
  readonly params: Readonly<Record<string, unknown>>;
  readonly origin: Readonly<Record<string, unknown>>;
}

function commandQuestion(
  { command, cwd, actions, availableDecisions }: Extract<ApprovalRequest, { kind: 'command' }>,
  { params, origin }: Parts,
): ApprovalQuestion {
  const line = quoteArgv(command);
  const parsed = parsedCommand(actions);
  const prefix = availableDecisions.flatMap((decision) =>
    typeof decision === 'object' && 'acceptWithRule' in decision ? [decision.acceptWithRule.prefix] : [],
  )[0];
  const amendment = prefix === undefined ? {} : { proposed_execpolicy_amendment: prefix };
  return {
    event: {
      type: 'exec_approval_request',
      ...origin,
      command,
      cwd,
      ...amendment,
      available_decisions: availableDecisions.flatMap((decision) => wireDecision(decision) ?? []),
      parsed_cmd: parsed,
    },
    params: {
      message: `Allow Codex to run \`${line}\` in \`${cwd}\`?`,
      ...params,
      codex_elicitation: 'exec-approval',
      codex_command: command,
      codex_cwd: cwd,
      codex_parsed_cmd: parsed,
      ...(prefix === undefined ? {} : { codex_proposed_execpolicy_amendment: prefix }),
    },
  };
}

/** A decision in the words in which the answer of a client is read; undefined for one that no command is answered with. */
function wireDecision(decision: ApprovalDecision): unknown {
  switch (decision) {
    case 'accept':
      return 'approved';
    case 'acceptForSession':
      return 'approved_for_session';
    case 'decline':
      return 'denied';
    case 'cancel':
      return 'abort';
    default:
      if (!('acceptWithRule' in decision)) return undefined;
      return { approved_execpolicy_amendment: { proposed_execpolicy_amendment: decision.acceptWithRule.prefix } };
  }
}

function toolQuestion(
  { server, tool, arguments: values }: Extract<ApprovalRequest, { kind: 'tool' }>,
  { params, origin }: Parts,
): ApprovalQuestion {
  const invocation = { server, tool, arguments: values };
  return {
    event: { type: 'mcp_tool_approval_request', ...origin, invocation },
    params: {
      message: `Allow Codex to call the tool \`${tool}\` of the MCP server \`${server}\`?`,
      ...params,
      codex_elicitation: 'mcp-tool-approval',
      codex_invocation: invocation,
    },
  };
}

/** What a server of the agent asks the user is asked on, as it was asked. */
function serverQuestion(
  { server, question }: Extract<ApprovalRequest, { kind: 'elicitation' }>,
  { params: { requestedSchema: _, ...params }, origin }: Parts,
): ApprovalQuestion {
  const asked =
    question.kind === 'form'
      ? { requestedSchema: { properties: {}, ...question.schema, type: 'object' } }
      : { mode: 'url', url: question.url, elicitationId: origin.call_id };
  return {
    event: { type: 'elicitation_request', ...origin, server_name: server, message: question.message },
    params: {
      message: question.message,
      ...params,
      ...asked,
      codex_elicitation: 'mcp-elicitation',
      codex_server: server,
    },
  };
}

/**
 * Reads the answer of a client: the `decision` of programs that know this server, or the `action` of those that know only the protocol.
 * Whatever cannot be read is a refusal.
 */
export function decisionOf(result: unknown, kind: ApprovalRequest['kind']): ApprovalDecision {
  if (!isRecord(result)) return 'decline';
  const decision = own(result, 'decision');
  if (decision !== undefined) return knownDecision(decision);
  const action = ownText(result, 'action');
  if (action === 'accept' && kind === 'elicitation') {
    const content = objectWithin(own(result, 'content') ?? {}, answerLimits);
    return content === undefined ? 'decline' : { acceptWithContent: content };
  }
  return action === 'accept' || action === 'cancel' ? action : 'decline';
}

function knownDecision(decision: unknown): ApprovalDecision {
  if (decision === 'approved') return 'accept';
  if (decision === 'approved_for_session') return 'acceptForSession';
  if (decision === 'abort') return 'cancel';
  const amendment = isRecord(decision) ? own(decision, 'approved_execpolicy_amendment') : undefined;
  const prefix = isRecord(amendment) ? own(amendment, 'proposed_execpolicy_amendment') : undefined;
  const isPrefix = Array.isArray(prefix) && prefix.length > 0 && prefix.every((word) => typeof word === 'string');
  return isPrefix ? { acceptWithRule: { prefix } } : 'decline';
}
