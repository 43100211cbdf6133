import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { err, ok, type Result } from '../../domain/result.js';
import type { HttpTransport } from './http-transport.js';
import type { IdleTimer, StartIdleTimer } from './idle-timer.js';

/** What is sent, and how long silence is borne. */
export interface HttpMessage {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly Uint8Array[];
  readonly idleTimeoutMs: number;
  readonly startIdleTimer: StartIdleTimer;
}

/** Why an exchange ended early. */
export type Interruption =
  | { readonly kind: 'aborted' }
  | { readonly kind: 'idle'; readonly idleMs: number }
  | { readonly kind: 'broken'; readonly cause: Error };

/** The beginning of an answer. */
export interface HttpHead {
  readonly status: number;
  /** The standard name of the status, such as `Unauthorized`. */
  readonly statusText: string;
  readonly headers: IncomingHttpHeaders;
  /** What was asked, without query, user and password. */
  readonly url: string;
}

const maxQueuedChunks = 2;
const drainTimeoutMs = 1000;

/** One request and its answer. The answer is read chunk by chunk, no faster than the reader asks for it. */
export class HttpExchange {
  readonly #transport: HttpTransport;
  readonly #message: HttpMessage;
  readonly #signal: AbortSignal;
  readonly #request: ClientRequest;
  #idle: IdleTimer;
  #response: IncomingMessage | undefined;
  #chunks: Buffer[] = [];
  #ended = false;
  #draining = false;
  #aborted = false;
  #interruption: Interruption | undefined;
  #wake: (() => void) | undefined;

  /** Sends the message. @throws Error when a header has a value that cannot be sent */
  constructor(transport: HttpTransport, message: HttpMessage, signal: AbortSignal) {
    this.#transport = transport;
    this.#message = message;
    this.#signal = signal;
    const length = message.body.reduce((sum, part) => sum + part.byteLength, 0);
    const headers = { ...message.headers, 'content-length': String(length) };
    this.#request = transport.request(message.url, { method: 'POST', agent: transport.agent, headers });
    this.#request.on('response', (response) => this.#receive(response));
    this.#request.on('error', (cause) => this.#break(cause));
    this.#request.on('close', () => {
      if (this.#response === undefined) this.#break(new Error('the connection was closed'));
    });
    for (const part of message.body) this.#request.write(part);
    this.#request.end();
    this.#idle = message.startIdleTimer(message.idleTimeoutMs, () => this.#onIdle());
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Whether the signal has aborted. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** Waits for the beginning of the answer. */
  async head(): Promise<Result<HttpHead, Interruption>> {
    for (;;) {
      if (this.#interruption !== undefined) return err(this.#interruption);
      if (this.#response !== undefined) return ok(this.#describeHead(this.#response));
      await this.#change();
    }
  }

  /** The next chunk; undefined at the end. What arrived before the connection broke is still handed out. */
  async read(): Promise<Result<Buffer | undefined, Interruption>> {
    for (;;) {
      if (this.#aborted) return err({ kind: 'aborted' });
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) return ok(chunk);
      if (this.#interruption !== undefined) return err(this.#interruption);
      if (this.#ended) return ok(undefined);
      if (this.#response?.isPaused()) this.#response.resume();
      await this.#change();
    }
  }

  /** Nothing more is wanted, but the rest of the answer is short: lets it pass, so that the connection can be used again. */
  drain(): void {
    if (this.#ended || this.#interruption !== undefined) return;
    this.#draining = true;
    this.#chunks = [];
    this.#idle.stop();
    this.#idle = this.#message.startIdleTimer(drainTimeoutMs, () => this.#request.destroy());
    this.#response?.resume();
  }

  /** Ends the exchange. The connection is closed, unless the answer was read to its end or is being drained. */
  close(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    if (this.#draining) return;
    this.#idle.stop();
    if (!this.#ended) this.#request.destroy();
  }

  readonly #onAbort = (): void => {
    this.#aborted = true;
    this.#interrupt({ kind: 'aborted' });
  };

  #onIdle(): void {
    // While chunks wait to be read, it is the reader that is slow, and the provider may be held back by it.
    if (this.#chunks.length > 0) this.#idle.touch();
    else this.#interrupt({ kind: 'idle', idleMs: this.#message.idleTimeoutMs });
  }

  #describeHead({ statusCode: status = 0, headers }: IncomingMessage): HttpHead {
    const { origin, pathname } = this.#message.url;
    return { status, statusText: this.#transport.statusText(status), headers, url: `${origin}${pathname}` };
  }

  #receive(response: IncomingMessage): void {
    this.#response = response;
    response.on('data', (chunk: Buffer) => this.#accept(chunk));
    response.on('end', () => this.#finish());
    response.on('error', (cause) => this.#break(cause));
    response.on('close', () => this.#break(new Error('the connection was closed')));
    this.#idle.touch();
    this.#wake?.();
  }

  #accept(chunk: Buffer): void {
    if (this.#draining) return;
    this.#idle.touch();
    this.#chunks.push(chunk);
    if (this.#chunks.length >= maxQueuedChunks) this.#response?.pause();
    this.#wake?.();
  }

  #finish(): void {
    this.#ended = true;
    this.#idle.stop();
    this.#wake?.();
  }

  #break(cause: Error): void {
    this.#interrupt({ kind: 'broken', cause });
  }

  #interrupt(interruption: Interruption): void {
    if (this.#ended || this.#interruption !== undefined) return;
    this.#interruption = interruption;
    this.#idle.stop();
    this.#request.destroy();
    this.#wake?.();
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#wake = undefined;
  }
}
