import type { LookupAddress } from 'node:dns';
import { setMaxListeners } from 'node:events';
import type { Agent, ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { type AddressClass, addressClass } from './check-address.js';
import { limitBody } from './limit-body.js';

/** The signature of the global `fetch`, as far as the protocol's client uses it. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * A `fetch` for the requests that one server causes. Requests to the configured origin go where the user said. Any other origin was
 * named by the server: it must be reached over TLS, and at an address that is no nearer than the server's own, so that a server on the
 * internet cannot make its client talk to machines of the local network. Nothing is redirected, and no answer is read without limits.
 */
export class ServerFetch {
  readonly #origin: string;
  readonly #isLocal: boolean;
  readonly #agents = new Map<string, Agent>();
  readonly #streams = new Set<IncomingMessage>();
  #ownClass: AddressClass;

  /** @param server the configured address */
  constructor(server: URL) {
    this.#origin = server.origin;
    this.#isLocal = isLoopbackName(server.hostname);
    const host = bareHost(server.hostname);
    this.#ownClass = this.#isLocal ? 'loopback' : isIP(host) === 0 ? 'public' : addressClass(host);
  }

  readonly fetch: Fetch = async (input, init = {}) => {
    const url = new URL(input);
    const request = await this.#open(url, init);
    const response = await this.#exchange(request, init);
    if (url.origin === this.#origin) this.#ownClass = addressClass(response.socket.remoteAddress ?? '');
    const isStream = mediaType(response) === 'text/event-stream';
    if (init.method === 'GET' && isStream) this.#letHostEnd(response);
    return toResponse(response, isStream ? 'event-stream' : 'document');
  };

  /** Ends connections that are kept for later. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    for (const stream of this.#streams) stream.destroy();
  }

  async #open(url: URL, { method = 'GET', headers }: RequestInit): Promise<ClientRequest> {
    const own = url.origin === this.#origin;
    if (!own) this.#checkForeign(url);
    const http = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
    const agent = this.#agents.get(url.protocol) ?? new http.Agent({ keepAlive: true });
    this.#agents.set(url.protocol, agent);
    const options: RequestOptions = { method, agent, headers: { ...Object.fromEntries(new Headers(headers)) } };
    return http.request(url, own ? options : { ...options, lookup: this.#foreignLookup });
  }

  #exchange(request: ClientRequest, { body, signal }: RequestInit): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const abort = (): void => void request.destroy(abortError(signal));
      if (signal?.aborted === true) abort();
      // All requests of a connection have one signal, however many there are at once.
      if (signal) setMaxListeners(0, signal);
      signal?.addEventListener('abort', abort, { once: true });
      request.once('close', () => signal?.removeEventListener('abort', abort));
      request.once('response', resolve);
      request.on('error', reject);
      request.end(bodyText(body));
    });
  }

  /** A stream for whatever the server may have to say some day is no reason for the host process to stay. */
  #letHostEnd(response: IncomingMessage): void {
    response.socket.unref();
    this.#streams.add(response);
    response.once('close', () => this.#streams.delete(response));
  }

  #checkForeign(url: URL): void {
    const host = bareHost(url.hostname);
    const stays = this.#isLocal && isLoopbackName(host);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && stays)) {
      throw new Error(`the server names \`${url.origin}\`, which is not reached over TLS; refused`);
    }
    if (isIP(host) !== 0) this.#checkClass(addressClass(host), url.origin);
  }

  #checkClass(near: AddressClass, origin: string): void {
    const allowed = near === 'public' || (near !== 'forbidden' && near === this.#ownClass);
    if (!allowed) throw new Error(`the server names \`${origin}\`, an address of the local network; refused`);
  }

  /** Checks the address that a name really leads to, at the moment when it is connected to. */
  readonly #foreignLookup: LookupFunction = (hostname, options, callback) => {
    void import('node:dns').then(({ lookup }) =>
      lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error !== null) return callback(error, '');
        try {
          for (const { address } of found) this.#checkClass(addressClass(address), hostname);
        } catch (cause) {
          return callback(cause instanceof Error ? cause : new Error(String(cause)), '');
        }
        const [first] = found as readonly LookupAddress[];
        if (options.all === true) return callback(null, found);
        return callback(null, first?.address ?? '', first?.family);
      }),
    );
  };
}

function isLoopbackName(hostname: string): boolean {
  const name = bareHost(hostname).toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || (isIP(name) !== 0 && addressClass(name) === 'loopback');
}

function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function mediaType({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function toResponse(message: IncomingMessage, kind: 'event-stream' | 'document'): Response {
  const { statusCode: status = 502, statusMessage: statusText = '' } = message;
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if ([101, 204, 205, 304].includes(status)) {
    message.resume();
    return new Response(null, { status: status === 101 ? 502 : status, statusText, headers });
  }
  const body = Readable.toWeb(limitBody(message, kind)) as ReadableStream<Uint8Array>;
  return new Response(body, { status, statusText, headers });
}

function bodyText(body: RequestInit['body']): string {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string' || body instanceof URLSearchParams) return body.toString();
  throw new TypeError('only texts are sent to servers');
}

function abortError(signal: AbortSignal | null | undefined): Error {
  const error = new Error('the request was aborted', { cause: signal?.reason });
  error.name = 'AbortError';
  return error;
}
