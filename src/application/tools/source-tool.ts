import { confinementOf } from '../../domain/approvals/confinement.js';
import type { ToolCallItem, ToolOutput } from '../../domain/conversation/history-item.js';
import { parseArguments } from '../../domain/tools/decode-arguments.js';
import { limitOutput } from '../../domain/tools/limit-output.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';
import type { OfferedTool, ToolApproval, ToolInvocation, ToolResult, ToolSource } from '../../ports/tool-source.js';
import { throwIfAborted } from '../throw-if-aborted.js';
import type { TurnPermissions, TurnScope } from '../turn/turn-scope.js';
import type { PreparedCall, RunCall } from './tool.js';

/** A tool together with the source that runs it. */
export interface OfferedSourceTool {
  readonly source: ToolSource;
  readonly offered: OfferedTool;
}

/** Prepares a call of a tool of a source; `undefined` when no source offers it. */
export function prepareSourceCall(
  call: ToolCallItem,
  tools: readonly OfferedSourceTool[],
  scope: TurnScope,
): PreparedCall | undefined {
  if (call.kind !== 'function-call') return undefined;
  const tool = tools.find(({ offered }) => offers(offered, call));
  if (tool === undefined) return undefined;
  const decoded = parseArguments(call.arguments);
  if (!decoded.ok) return { kind: 'answer', output: decoded.error };
  const run = runIn(tool, { call, values: decoded.value, scope });
  return approvalOf(tool.offered, call.name, { values: decoded.value, scope, run });
}

function approvalOf(
  offered: OfferedTool,
  tool: string,
  { values, scope, run }: { readonly values: JsonObject; readonly scope: TurnScope; readonly run: RunCall },
): PreparedCall {
  const { approvalPolicy } = scope.permissions;
  const server = serverOf(offered, values);
  const mode = offered.mode ?? 'parallel';
  const approval = offered.approvals?.get(tool) ?? offered.approval;
  if (runsUnasked(approval, scope.permissions)) return { kind: 'run', mode, permissions: 'sandboxed', run };
  if (approvalPolicy === 'never') {
    return { kind: 'answer', output: 'MCP tool call requires approval, but approval policy is never' };
  }
  if (typeof approvalPolicy === 'object' && approvalPolicy.granular.mcpElicitations !== true) {
    const output = 'MCP tool call requires approval, but AskForApproval::Granular.mcp_elicitations is false';
    return { kind: 'answer', output };
  }
  return {
    kind: 'ask',
    mode,
    question: {
      kind: 'tool',
      server,
      tool,
      arguments: values,
      availableDecisions: ['accept', 'acceptForSession', 'decline', 'cancel'],
    },
    declined: `the user declined the call of \`${tool}\``,
    grantKey: JSON.stringify(['tool', server, tool]),
    run,
  };
}

/** Where nobody is asked and nothing is confined, a command could do the same: then only what was marked for questions is refused. */
function runsUnasked(approval: ToolApproval, { approvalPolicy, profile }: TurnPermissions): boolean {
  if (approval === 'not-needed') return true;
  return approval === 'by-policy' && approvalPolicy === 'never' && confinementOf(profile) === 'unconfined';
}

function offers({ definition }: OfferedTool, call: Extract<ToolCallItem, { kind: 'function-call' }>): boolean {
  if (definition.kind === 'function') return call.namespace === undefined && definition.name === call.name;
  if (definition.kind !== 'namespace') return false;
  return definition.name === call.namespace && definition.tools.some(({ name }) => name === call.name);
}

interface SourceCall {
  readonly call: Extract<ToolCallItem, { kind: 'function-call' }>;
  readonly values: JsonObject;
  readonly scope: TurnScope;
}

/** The server that events and questions name. */
function serverOf({ server, serverArgument }: OfferedTool, values: JsonObject): string {
  const named = serverArgument === undefined ? undefined : values[serverArgument];
  return typeof named === 'string' && named !== '' ? named : server;
}

function runIn({ source, offered }: OfferedSourceTool, { call, values, scope }: SourceCall): RunCall {
  return async (_permissions, signal): Promise<ToolOutput> => {
    const { items, threadId, turnId } = scope;
    const shown = {
      type: 'mcp_tool_call',
      server: serverOf(offered, values),
      tool: call.name,
      arguments: values,
    } as const;
    const id = items.start({ ...shown, result: null, error: null, status: 'in_progress' });
    // Decoded anew: what the tool does to its arguments must not show in events.
    const own = parseArguments(call.arguments);
    const invocation: ToolInvocation = {
      threadId,
      turnId,
      callId: call.callId,
      name: call.name,
      arguments: own.ok ? own.value : values,
      ...(call.namespace === undefined ? {} : { namespace: call.namespace }),
    };
    try {
      const result = await unlessAborted(() => source.call(invocation, signal), signal);
      refuseUnreadable(result.output, call.name);
      items.complete(id, { ...shown, ...shownResult(result) });
      return limitOutput(result.output, scope.tools.maxOutputTokens);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      items.complete(id, { ...shown, result: null, error: { message }, status: 'failed' });
      throw error;
    }
  };
}

/** A tool that takes no notice of an interruption is not waited for. */
async function unlessAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  throwIfAborted(signal);
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const give = (): void => reject(new Error('the call was aborted', { cause: signal.reason }));
    signal.addEventListener('abort', give, { once: true });
    stopListening = () => signal.removeEventListener('abort', give);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    stopListening();
  }
}

/** One output that cannot be sent would make every later request of the thread fail. @throws TypeError */
function refuseUnreadable(output: unknown, tool: string): void {
  if (typeof output === 'string' || (Array.isArray(output) && output.every(isContentPart))) return;
  throw new TypeError(`\`${tool}\` answered something that is neither text nor a list of texts and images`);
}

function isContentPart(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || !('kind' in part)) return false;
  if (part.kind !== 'image') {
    const isText = part.kind === 'input-text' || part.kind === 'output-text';
    return isText && 'text' in part && typeof part.text === 'string';
  }
  const detail: unknown = 'detail' in part ? part.detail : undefined;
  return 'url' in part && typeof part.url === 'string' && (detail === undefined || typeof detail === 'string');
}

function shownResult(result: ToolResult): {
  readonly result: { readonly content: unknown[]; readonly structured_content: unknown } | null;
  readonly error: { readonly message: string } | null;
  readonly status: 'completed' | 'failed';
} {
  const text = typeof result.output === 'string' ? result.output : JSON.stringify(result.output);
  if (result.kind === 'failure' && result.content === undefined) {
    return { result: null, error: { message: text }, status: 'failed' };
  }
  const content = [...(result.content ?? [{ type: 'text', text }])];
  const status = result.kind === 'failure' ? 'failed' : 'completed';
  return { result: { content, structured_content: result.structured ?? null }, error: null, status };
}
