import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { ClientApprovals } from '../../../src/adapters/mcp-server/client-approvals.js';
import type { McpAgent } from '../../../src/adapters/mcp-server/mcp-agent.js';
import { type ServedAgent, serveAgent } from '../../../src/adapters/mcp-server/serve-agent.js';
import type { ThreadOptions } from '../../../src/index.js';
import type { Script } from '../../support/responses-server/wire.mjs';
import { Workspace } from '../../support/workspace.js';

type Params = Readonly<Record<string, unknown>>;

/** What a client saw of the agent. */
export interface SeenEvent {
  readonly id: string;
  readonly requestId: unknown;
  readonly threadId: unknown;
  readonly msg: { readonly type: string } & Params;
}

/** A real agent in a workspace, served to a client of the protocol's own package. */
export class ServedCodex implements AsyncDisposable {
  readonly workspace: Workspace;
  readonly client: Client;
  readonly served: ServedAgent;
  readonly events: SeenEvent[];
  readonly elicitations: Params[];

  private constructor(parts: Pick<ServedCodex, 'workspace' | 'client' | 'served' | 'events' | 'elicitations'>) {
    this.workspace = parts.workspace;
    this.client = parts.client;
    this.served = parts.served;
    this.events = parts.events;
    this.elicitations = parts.elicitations;
  }

  /** @param answer what the client answers to every elicitation */
  static async create(script: Script, answer?: (params: Params) => Params | Promise<Params>): Promise<ServedCodex> {
    const workspace = await Workspace.create(script, { 'a.txt': 'one\n' });
    const approvals = new ClientApprovals();
    const codex = workspace.codex({ approvals: (request, { signal }) => approvals.decide(request, signal) });
    const agent: McpAgent = {
      startThread: ({ config: _config, configProfile: _profile, compactPrompt: _prompt, ...options }) =>
        codex.startThread({
          skipGitRepoCheck: true,
          workingDirectory: workspace.directory,
          ...(options as ThreadOptions),
        }),
    };
    const [near, far] = InMemoryTransport.createLinkedPair();
    const served = await serveAgent(agent, far, { version: '1.2.3', approvals });
    const client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: {} } });
    const events: SeenEvent[] = [];
    const elicitations: Params[] = [];
    client.fallbackNotificationHandler = async ({ method, params }) => {
      if (method !== 'codex/event') return;
      const { id, msg, _meta } = params as { id: string; msg: SeenEvent['msg']; _meta: Params };
      events.push({ id, msg, requestId: _meta.requestId, threadId: _meta.threadId });
    };
    // What the package decodes lacks what it does not know.
    near.onmessage = (sent) => {
      if ('method' in sent && sent.method === 'elicitation/create') elicitations.push(sent.params ?? {});
    };
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      return { action: 'accept', ...(await answer?.(params as Params)) };
    });
    await client.connect(near);
    return new ServedCodex({ workspace, client, served, events, elicitations });
  }

  /** Calls a tool; the result as the client's package decodes it. */
  call(name: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<Params> {
    return this.client.callTool({ name, arguments: args }, undefined, signal === undefined ? {} : { signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
    await this.served.closed;
    await this.workspace[Symbol.asyncDispose]();
  }
}
