import { CodexError } from '../../domain/codex-error.js';
import type { McpServer } from '../../domain/config/mcp-servers.js';
import {
  describeCallFailure,
  describeMissingServers,
  describeRejectedTools,
  describeServerProblem,
} from '../../domain/mcp/describe-failure.js';
import { completeAnswer, type McpAnswer, type McpQuestion } from '../../domain/mcp/elicitation.js';
import { jsonWithin, resultLimits } from '../../domain/mcp/json-extent.js';
import { distinctNames, namespaceName } from '../../domain/mcp/model-name.js';
import { renderResult } from '../../domain/mcp/render-result.js';
import { decodeResourceRequest, resourceTools } from '../../domain/mcp/resource-tools.js';
import { type McpNamespace, selectTools } from '../../domain/mcp/select-tools.js';
import type { Clock } from '../../ports/clock.js';
import type { Logger } from '../../ports/logger.js';
import type { OfferedTool, ToolInvocation, ToolResult, ToolSource } from '../../ports/tool-source.js';
import { answerResourceRequest } from './answer-resource-request.js';
import type { McpConnection, RequestOutcome } from './mcp-connection.js';
import type { ServerState, UsedServer } from './server-slot.js';
import { untilAborted } from './until-aborted.js';

/** A question of a server, and the call that it belongs to. */
export interface McpUserQuestion {
  readonly server: string;
  readonly question: McpQuestion;
  readonly threadId: string;
  readonly turnId: string;
  readonly callId: string;
}

/** Puts a question of a server to the user. A rejection counts as declined. `signal` aborts when the answer is no longer wanted. */
export type AskUser = (question: McpUserQuestion, signal: AbortSignal) => Promise<McpAnswer>;

interface OfferedServer extends UsedServer {
  readonly namespace: McpNamespace;
}

/** Offers the tools of MCP servers to one thread. */
export class McpToolSource implements ToolSource {
  readonly #servers: readonly UsedServer[];
  readonly #namespaceNames: ReadonlyMap<string, string>;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #askUser: AskUser | undefined;
  /** What the model was last offered, by namespace. */
  #offered: ReadonlyMap<string, OfferedServer> = new Map();
  /** What the thread was last told about each server, so that it is told once. */
  readonly #told = new Map<string, string>();

  /** @internal Made by `McpConnections`. */
  constructor(options: {
    readonly servers: readonly UsedServer[];
    readonly clock: Clock;
    readonly logger: Logger;
    readonly askUser?: AskUser;
  }) {
    this.#servers = options.servers;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#askUser = options.askUser;
    const names = options.servers.map(({ server }) => server.name).sort();
    this.#namespaceNames = distinctNames(names, namespaceName);
  }

  async offer(signal: AbortSignal): ReturnType<ToolSource['offer']> {
    if (this.#servers.length === 0) return { tools: [], problems: [] };
    const states = await untilAborted(Promise.all(this.#servers.map((used) => this.#examine(used, signal))), signal);
    this.#demandRequired(states);
    const offered = states.flatMap(({ used, state }) => this.#select(used, state));
    this.#offered = new Map(offered.map((entry) => [entry.namespace.definition.name, entry]));
    return {
      tools: [...resourceTools.map(offeredResourceTool), ...offered.map(offeredNamespace)],
      problems: states.flatMap(({ used, state }) => this.#news(used.server.name, state)),
    };
  }

  async call(invocation: ToolInvocation, signal: AbortSignal): Promise<ToolResult> {
    const { namespace, name } = invocation;
    if (namespace === undefined) return this.#callResourceTool(invocation, signal);
    const target = this.#offered.get(namespace);
    const tool = target?.namespace.tools.get(name);
    if (target === undefined || tool === undefined) return { kind: 'failure', output: `unsupported call: ${name}` };
    const startedAt = this.#clock.monotonic();
    const params = { name: tool.name, arguments: invocation.arguments, _meta: metadataOf(invocation) };
    const outcome = await this.#request(target, { method: 'tools/call', params, invocation, signal });
    if (outcome.kind !== 'answered') {
      return { kind: 'failure', output: describeCallFailure(target.server.name, tool.name, outcome.reason) };
    }
    return renderResult(outcome.result, this.#clock.monotonic() - startedAt);
  }

  async #examine(
    used: UsedServer,
    signal: AbortSignal,
  ): Promise<{ readonly used: UsedServer; readonly state: ServerState }> {
    const state = await used.slot.use();
    if (state.kind !== 'ready' || !state.connection.toolsChanged) return { used, state };
    try {
      await state.connection.listTools({ timeoutMs: used.server.startupTimeoutMs, signal });
      return { used, state };
    } catch (cause) {
      if (signal.aborted) throw cause;
      this.#logger.log('warn', 'an MCP server does not list its changed tools', {
        module: 'mcp-client',
        server: used.server.name,
        error: cause,
      });
      return { used, state };
    }
  }

  #demandRequired(states: readonly { readonly used: UsedServer; readonly state: ServerState }[]): void {
    const missing = states.flatMap(({ used: { server }, state }) =>
      server.required && state.kind === 'failed' ? [{ server: server.name, reason: state.reason }] : [],
    );
    if (missing.length > 0) throw new CodexError('tool-source-failed', describeMissingServers(missing));
  }

  #select(used: UsedServer, state: ServerState): readonly OfferedServer[] {
    if (state.kind !== 'ready') return [];
    const name = this.#namespaceNames.get(used.server.name) ?? namespaceName(used.server.name);
    const namespace = selectTools(used.server, state.connection, name);
    return namespace === undefined ? [] : [{ ...used, namespace }];
  }

  #news(server: string, state: ServerState): readonly string[] {
    const problem = problemOf(server, state);
    const before = this.#told.get(server);
    this.#told.set(server, problem ?? '');
    return problem === undefined || problem === before ? [] : [problem];
  }

  async #callResourceTool(invocation: ToolInvocation, signal: AbortSignal): Promise<ToolResult> {
    const decoded = decodeResourceRequest(invocation.name, invocation.arguments);
    if (decoded === undefined) return { kind: 'failure', output: `unsupported call: ${invocation.name}` };
    if (!decoded.ok) return { kind: 'failure', output: decoded.error };
    return answerResourceRequest(decoded.value, this.#servers, (used, method, params) =>
      this.#request(used, { method, params, invocation, signal }),
    );
  }

  /** A connection that the server has forgotten is made anew, once: the request was not carried out. */
  async #request(used: UsedServer, request: PendingRequest): Promise<RequestOutcome> {
    for (let attempt = 0; ; attempt += 1) {
      const state = await untilAborted(used.slot.use(), request.signal);
      if (state.kind === 'failed') return { kind: 'failed', reason: state.reason };
      const outcome = await this.#send(used.server, state.connection, request);
      if (outcome.kind === 'answered' && jsonWithin(outcome.result, resultLimits) === undefined) return oversized;
      if (outcome.kind !== 'forgotten' || attempt > 0) return outcome;
      used.slot.forget(state.connection);
    }
  }

  #send(server: McpServer, connection: McpConnection, request: PendingRequest): Promise<RequestOutcome> {
    const { method, params, invocation, signal } = request;
    const { threadId, turnId, callId } = invocation;
    const origin = { server: server.name, threadId, turnId, callId };
    const askUser = this.#askUser;
    return connection.request({
      method,
      params,
      timeoutMs: server.toolTimeoutMs,
      signal,
      owner: threadId,
      onProgress: (progress) =>
        this.#logger.log('debug', 'an MCP server reports progress', { module: 'mcp-client', ...origin, ...progress }),
      ...(askUser === undefined
        ? {}
        : { ask: (question, asking) => this.#ask(askUser, { ...origin, question }, asking) }),
    });
  }

  async #ask(askUser: AskUser, question: McpUserQuestion, signal: AbortSignal): Promise<McpAnswer> {
    try {
      return completeAnswer(question.question, await askUser(question, signal));
    } catch (error) {
      if (!signal.aborted)
        this.#logger.log('error', 'a question of an MCP server was not answered', { module: 'mcp-client', error });
      return { action: 'decline' };
    }
  }
}

interface PendingRequest {
  readonly method: string;
  readonly params: Parameters<McpConnection['request']>[0]['params'];
  readonly invocation: ToolInvocation;
  readonly signal: AbortSignal;
}

const oversized: RequestOutcome = { kind: 'failed', reason: 'its answer is too large or nests too deeply' };

function problemOf(server: string, state: ServerState): string | undefined {
  if (state.kind === 'failed') return describeServerProblem(server, state.reason);
  const { rejectedTools } = state.connection;
  return rejectedTools === 0 ? undefined : describeRejectedTools(server, rejectedTools);
}

function offeredNamespace({ server, namespace }: OfferedServer): OfferedTool {
  return {
    definition: namespace.definition,
    server: server.name,
    approval: 'always',
    approvals: namespace.approvals,
    mode: server.parallelToolCalls ? 'parallel' : 'exclusive',
  };
}

function offeredResourceTool(definition: (typeof resourceTools)[number]): OfferedTool {
  const plain = { definition, server: 'codex', approval: 'not-needed' } as const;
  return definition.name === 'read_mcp_resource' ? { ...plain, serverArgument: 'server' } : plain;
}

/** What the server may want to know about where a call comes from. */
function metadataOf({
  threadId,
  turnId,
  callId,
}: ToolInvocation): Readonly<Record<string, string | Readonly<Record<string, string>>>> {
  return {
    callId,
    threadId,
    sessionId: threadId,
    'x-codex-turn-metadata': { session_id: threadId, thread_id: threadId, turn_id: turnId },
  };
}
