import type { CallToolResult, Server, ServerContext, StandardSchemaV1, Transport } from '@modelcontextprotocol/server';
import { type AgentCall, decodeAgentCall } from '../../domain/mcp/serve/agent-call.js';
import { agentTools } from '../../domain/mcp/serve/agent-tools.js';
import type { CodexEvent } from '../../domain/mcp/serve/codex-events.js';
import type { Logger } from '../../ports/logger.js';
import { AgentThreads } from './agent-threads.js';
import { approvalQuestion, decisionOf } from './approval-question.js';
import type { AskClient, ClientApprovals } from './client-approvals.js';
import type { McpAgent, McpAgentThread } from './mcp-agent.js';
import { type McpMessageChannel, type McpMessageStreams, openStreams } from './open-streams.js';
import { type AgentCallResult, runAgentCall } from './run-agent-call.js';

/** How an agent is served. */
export interface ServeOptions {
  /** The version that clients are told. */
  readonly version: string;
  /** The approver that the agent was made with: questions then go to the client. Without it the agent's own approver answers. */
  readonly approvals?: ClientApprovals;
  readonly logger?: Logger;
}

/** An agent that is being served. */
export interface ServedAgent {
  /** Settles when the client is gone and its conversations are ended. */
  readonly closed: Promise<void>;
  /** Takes leave of the client, interrupts its turns and ends its conversations. */
  close(): Promise<void>;
}

/**
 * Serves an agent to one client of the Model Context Protocol: the tools `codex` and `codex-reply`, what happens as `codex/event`
 * notifications, questions as elicitations. Any number of calls may run at once.
 */
export async function serveAgent(
  agent: McpAgent,
  channel: McpMessageChannel | McpMessageStreams,
  options: ServeOptions,
): Promise<ServedAgent> {
  const { Server } = await import('@modelcontextprotocol/server');
  const server = new Server(
    { name: 'codex-mcp-server', title: 'Codex', version: options.version },
    { capabilities: { tools: { listChanged: true } } },
  );
  const service = new AgentService(agent, options);
  service.attach(server);
  const closed = new Promise<void>((resolve) => {
    server.onclose = () => void service.close().then(resolve);
  });
  server.onerror = (error) =>
    options.logger?.log('warn', 'a message of an MCP client was not understood', { module: 'mcp-server', error });
  await server.connect('send' in channel ? (channel as Transport) : await openStreams(channel));
  return {
    closed,
    close: async () => {
      await server.close();
      await closed;
    },
  };
}

/** The tools of one client. */
class AgentService {
  readonly #agent: McpAgent;
  readonly #options: ServeOptions;
  readonly #threads = new AgentThreads();
  readonly #ending = new AbortController();

  constructor(agent: McpAgent, options: ServeOptions) {
    this.#agent = agent;
    this.#options = options;
  }

  attach(server: Server): void {
    server.setRequestHandler('tools/list', () => ({ tools: agentTools.map((tool) => ({ ...tool })) }));
    server.setRequestHandler('tools/call', ({ params }, context) => this.#call(params.name, params.arguments, context));
    // Clients ask for these although nothing of the kind was announced, and wait for an answer.
    server.fallbackRequestHandler = async ({ method }) => {
      if (Object.hasOwn(emptyLists, method)) return emptyLists[method] ?? {};
      throw Object.assign(new Error('Method not found'), { code: -32_601 });
    };
  }

  close(): Promise<void> {
    this.#ending.abort();
    return this.#threads.close();
  }

  async #call(tool: string, values: unknown, context: ServerContext): Promise<CallToolResult> {
    const decoded = decodeAgentCall(tool, values);
    if (!decoded.ok) return failure(decoded.error);
    try {
      const thread = this.#threadOf(decoded.value);
      if (thread === undefined) return failure(unknownThread(decoded.value));
      return toResult(await this.#run(thread, decoded.value.prompt, context));
    } catch (cause) {
      return failure(cause instanceof Error ? cause.message : String(cause));
    }
  }

  #threadOf(call: AgentCall): McpAgentThread | undefined {
    return call.kind === 'start' ? this.#agent.startThread(call.options) : this.#threads.find(call.threadId);
  }

  async #run(thread: McpAgentThread, prompt: string, context: ServerContext): Promise<AgentCallResult> {
    const reporter = new EventReporter(thread, context, this.#options.logger);
    const disconnect = this.#options.approvals?.connect(() => thread.id, clientAsker(reporter, context));
    try {
      return await runAgentCall({
        thread,
        prompt,
        turnId: reporter.requestId,
        signal: AbortSignal.any([context.mcpReq.signal, this.#ending.signal]),
        report: (event) => reporter.report(event),
      });
    } finally {
      disconnect?.();
      this.#threads.keep(thread);
      if (thread.id === null) await thread[Symbol.asyncDispose]();
    }
  }
}

/** Sends events and progress to the client, in order. */
class EventReporter {
  readonly requestId: string;
  readonly #thread: McpAgentThread;
  readonly #context: ServerContext;
  readonly #logger: Logger | undefined;
  #count = 0;

  constructor(thread: McpAgentThread, context: ServerContext, logger: Logger | undefined) {
    this.requestId = String(context.mcpReq.id);
    this.#thread = thread;
    this.#context = context;
    this.#logger = logger;
  }

  report(event: CodexEvent): void {
    const { id } = this.#context.mcpReq;
    const _meta = { requestId: id, threadId: this.#thread.id };
    this.#notify('codex/event', { _meta, id: this.requestId, msg: event });
    const progressToken = this.#context.mcpReq._meta?.progressToken;
    if (progressToken === undefined || event.type.endsWith('_delta')) return;
    this.#count += 1;
    this.#notify('notifications/progress', { progressToken, progress: this.#count, message: event.type });
  }

  #notify(method: string, params: Record<string, unknown>): void {
    this.#context.mcpReq.notify({ method, params }).catch((error: unknown) => {
      this.#logger?.log('debug', 'an event did not reach its MCP client', { module: 'mcp-server', error });
    });
  }
}

/** A client that cannot answer has declined. */
function clientAsker(reporter: EventReporter, { mcpReq }: ServerContext): AskClient {
  return async (request, signal) => {
    const { event, params } = approvalQuestion(request, reporter.requestId);
    reporter.report(event);
    const elicitation = { method: 'elicitation/create', params: { ...params } };
    const options = { signal: AbortSignal.any([signal, mcpReq.signal]), timeout: longestTimerMs };
    return mcpReq.send(elicitation, anything, options).then(
      (result) => decisionOf(result, request.kind),
      () => 'decline' as const,
    );
  };
}

/** People take their time; Node cannot wait longer. */
const longestTimerMs = 2 ** 31 - 1;

const anything: StandardSchemaV1<unknown, unknown> = {
  '~standard': { version: 1, vendor: 'codex-sdk', validate: (value: unknown) => ({ value }) },
};

const emptyLists: Readonly<Record<string, Record<string, unknown>>> = {
  'resources/list': { resources: [] },
  'resources/templates/list': { resourceTemplates: [] },
  'prompts/list': { prompts: [] },
};

function toResult({ threadId, content, failed }: AgentCallResult): CallToolResult {
  return {
    content: [{ type: 'text', text: content }],
    structuredContent: { threadId, content },
    ...(failed ? { isError: true } : {}),
  };
}

function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}

function unknownThread(call: AgentCall): string {
  return `Session not found for thread_id: ${call.kind === 'reply' ? call.threadId : ''}`;
}
