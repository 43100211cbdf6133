import type { Agent, ClientRequest, RequestOptions } from 'node:http';
import * as http from 'node:http';

/** How requests are sent: plain or encrypted, over connections that are kept for the next request. */
export interface HttpTransport {
  readonly agent: Agent;
  readonly request: (url: URL, options: RequestOptions) => ClientRequest;
  /** The standard name of a status. */
  readonly statusText: (status: number) => string;
}

/**
 * Loads what the protocol needs: `http:` or `https:`. Node's HTTP client is used as it is, because the first touch of the built-in
 * `fetch` costs more than everything else that a first request needs.
 */
export async function openTransport(protocol: string): Promise<HttpTransport> {
  const options = { keepAlive: true, scheduling: 'lifo' } as const;
  const statusText = (status: number) => http.STATUS_CODES[status] ?? '';
  if (protocol === 'http:') return { agent: new http.Agent(options), request: http.request, statusText };
  const https = await import('node:https');
  return { agent: new https.Agent(options), request: https.request, statusText };
}
