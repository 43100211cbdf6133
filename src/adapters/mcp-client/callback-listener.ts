import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { abortError } from './until-aborted.js';

/** What the authorization server sent back through the user's browser. */
export interface AuthorizationCallback {
  readonly code: string;
  /** The issuer, where the server names it. */
  readonly issuer?: string;
}

/** Where a browser comes back to. */
export interface CallbackPlace {
  /** A free port when absent. */
  readonly port?: number;
  /** The address that the browser is sent to, when it is not this machine's loopback: a forwarded port, say. */
  readonly url?: string;
}

const callbackPath = '/callback';

/** Waits on the loopback interface for the browser to come back from a login. */
export class CallbackListener {
  /** The address to send the browser back to. */
  readonly redirectUrl: string;
  readonly #server: Server;
  readonly #path: string;

  private constructor(server: Server, redirectUrl: string) {
    this.#server = server;
    this.redirectUrl = redirectUrl;
    this.#path = new URL(redirectUrl).pathname;
  }

  /** Rejects with an `Error` that names the port when it is taken. */
  static async open({ port = 0, url }: CallbackPlace): Promise<CallbackListener> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (cause) {
      throw new Error(`cannot wait for the browser on port ${port}; set \`mcp_oauth_callback_port\` to a free one`, {
        cause,
      });
    }
    const address = server.address();
    const actual = typeof address === 'object' && address !== null ? address.port : port;
    return new CallbackListener(server, url ?? `http://127.0.0.1:${actual}${callbackPath}`);
  }

  /**
   * The first answer that carries `state`; others are turned away, whoever sends them. Rejects with an `Error` when the server refuses,
   * and with an `AbortError` when `signal` aborts.
   */
  wait(state: string, signal: AbortSignal): Promise<AuthorizationCallback> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) reject(abortError(signal));
      signal.addEventListener('abort', () => reject(abortError(signal)), { once: true });
      this.#server.on('request', (request, response) => {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1');
        const answer = url.pathname === this.#path ? readAnswer(url.searchParams, state) : undefined;
        response.setHeader('connection', 'close');
        response.setHeader('content-type', 'text/plain; charset=utf-8');
        if (answer === undefined) {
          response.writeHead(404).end('There is nothing here.\n');
          return;
        }
        response.end(
          answer.kind === 'code' ? 'You are logged in and can close this window.\n' : 'The login was refused.\n',
        );
        if (answer.kind === 'code') resolve(answer.callback);
        else reject(new Error(answer.reason));
      });
    });
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

type Answer =
  | { readonly kind: 'code'; readonly callback: AuthorizationCallback }
  | { readonly kind: 'refused'; readonly reason: string };

function readAnswer(params: URLSearchParams, state: string): Answer | undefined {
  if (params.get('state') !== state) return undefined;
  const [code, error, issuer] = ['code', 'error', 'iss'].map((name) => params.get(name));
  if (code) return { kind: 'code', callback: { code, ...(issuer ? { issuer } : {}) } };
  return {
    kind: 'refused',
    reason: `the authorization server refused: ${params.get('error_description') ?? error ?? 'no reason given'}`,
  };
}
