import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { type CodexOptions, type ServedAgent, serveMcp } from '../../../src/index.js';
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
  static async create(
    script: Script,
    answer?: (params: Params) => Params | Promise<Params>,
    options: CodexOptions = {},
  ): Promise<ServedCodex> {
    const workspace = await Workspace.create(script, { 'a.txt': 'one\n' });
    const [near, far] = InMemoryTransport.createLinkedPair();
    const served = await serveMcp(workspace.codex(options), far);
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

  /** Calls a tool, in the workspace unless another directory is named; the result as the client's package decodes it. */
  call(name: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<Params> {
    const place = name === 'codex' ? { cwd: this.workspace.directory } : {};
    return this.client.callTool(
      { name, arguments: { ...place, ...args } },
      undefined,
      signal === undefined ? {} : { signal },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
    await this.served.closed;
    await this.workspace[Symbol.asyncDispose]();
  }
}
