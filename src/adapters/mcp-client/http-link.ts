import type { AuthProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Clock } from '../../ports/clock.js';
import { GuardedTransport } from './guarded-transport.js';
import type { ServerFetch } from './server-fetch.js';
import type { ServerLink } from './server-link.js';
import { TrafficGuard } from './traffic-guard.js';

/** What is needed to reach a server over HTTP. */
export interface HttpLinkOptions {
  readonly url: URL;
  /** Sent with every request to the server's own address. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly fetch: ServerFetch;
  /** Tokens; none are sent when absent. */
  readonly authProvider?: AuthProvider;
  /** What a refusal for lack of authorization means, in words. */
  readonly unauthorized: string;
}

/** How long a server may take to be told good-bye. */
const farewellMs = 1_000;

/** Reaches a server over streamable HTTP. */
export class HttpLink implements ServerLink {
  readonly transport: GuardedTransport;
  readonly #http: StreamableHTTPClientTransport;
  readonly #fetch: ServerFetch;
  readonly #unauthorized: string;

  private constructor(http: StreamableHTTPClientTransport, { fetch, clock, unauthorized }: HttpLinkOptions) {
    this.#http = http;
    this.#fetch = fetch;
    this.#unauthorized = unauthorized;
    this.transport = new GuardedTransport(http, new TrafficGuard(clock));
  }

  static async open(options: HttpLinkOptions): Promise<HttpLink> {
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
    const http = new StreamableHTTPClientTransport(options.url, {
      requestInit: { headers: { ...options.headers } },
      fetch: options.fetch.fetch,
      reconnectionScheduler: reconnectWithoutHolding,
      ...(options.authProvider === undefined ? {} : { authProvider: options.authProvider }),
    });
    return new HttpLink(http, options);
  }

  get endReason(): string | undefined {
    return this.transport.reason;
  }

  describe(cause: unknown): string {
    if (this.endReason !== undefined) return this.endReason;
    const status = statusOf(cause);
    if (status === 401) return this.#unauthorized;
    if (status !== undefined) return `it answered with HTTP status ${status}`;
    return deepestMessage(cause);
  }

  hasForgotten(cause: unknown): boolean {
    const status = statusOf(cause);
    return this.#http.sessionId !== undefined && (status === 404 || status === 400);
  }

  keepHostAlive(): void {
    // Idle sockets hold nobody, and a request in progress holds the process by itself.
  }

  async close(): Promise<void> {
    const farewell = this.#http.terminateSession().catch(() => undefined);
    await Promise.race([farewell, afterMs(farewellMs)]);
    await this.#http.close();
    this.#fetch.close();
  }
}

/** Streams that broke are resumed, but waiting for that is no reason for the host process to stay. */
function reconnectWithoutHolding(reconnect: () => void, delayMs: number): () => void {
  const timer = setTimeout(reconnect, Math.max(1_000, delayMs));
  timer.unref();
  return () => clearTimeout(timer);
}

function afterMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

function statusOf(cause: unknown): number | undefined {
  if (!(cause instanceof Error)) return undefined;
  if (cause.message === 'Unauthorized') return 401;
  const status = 'status' in cause ? cause.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

function deepestMessage(cause: unknown): string {
  let deepest = cause;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  return deepest instanceof Error ? deepest.message : String(deepest);
}
