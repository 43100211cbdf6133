import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** What a request was. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: { readonly id?: number; readonly method?: string; readonly params?: unknown };
  readonly body: string;
}

type Handle = (request: SeenRequest, response: ServerResponse) => void;

/** A server over HTTP that answers requests of the protocol by hand, except where a test answers itself. */
export class OddHttpServer implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  readonly origin: string;
  readonly #server: Server;

  private constructor(server: Server, origin: string) {
    this.#server = server;
    this.origin = origin;
  }

  /** @param handle answers `true` when it has taken care of the request */
  static async start(
    handle: (request: SeenRequest, response: ServerResponse) => boolean = () => false,
  ): Promise<OddHttpServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const odd = new OddHttpServer(server, `http://127.0.0.1:${port}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void see(request).then((seen) => {
        odd.requests.push(seen);
        if (!handle(seen, response)) standard(seen, response);
      });
    });
    return odd;
  }

  /** The address of the protocol's endpoint. */
  get url(): string {
    return `${this.origin}/mcp`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Answers with JSON. */
export function answerJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Answers a request of the protocol. */
function answerResult(response: ServerResponse, { message }: SeenRequest, result: unknown): void {
  answerJson(response, { jsonrpc: '2.0', id: message.id, result });
}

async function see(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const { pathname, search } = new URL(request.url ?? '/', 'http://x');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? '', path: `${pathname}${search}`, headers, body, message: parse(body) };
}

function parse(body: string): SeenRequest['message'] {
  try {
    return JSON.parse(body) as SeenRequest['message'];
  } catch {
    return {};
  }
}

const standard: Handle = (request, response) => {
  const { method } = request.message;
  if (request.method === 'GET') response.writeHead(405).end();
  else if (request.method === 'DELETE') response.writeHead(200).end();
  else if (method === 'initialize') {
    const { protocolVersion } = request.message.params as { protocolVersion: string };
    const result = { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'odd', version: '1' } };
    response.setHeader('mcp-session-id', 'session-1');
    answerResult(response, request, result);
  } else if (method === 'tools/list') {
    const echo = {
      name: 'echo',
      description: 'Echoes.',
      inputSchema: { type: 'object', properties: {} },
      annotations: { readOnlyHint: true },
    };
    answerResult(response, request, { tools: [echo] });
  } else if (method === 'tools/call') answerResult(response, request, { content: [{ type: 'text', text: 'echoed' }] });
  else response.writeHead(202).end();
};
