import { CodexError } from '../../domain/codex-error.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { ModelFailure } from '../../domain/turn/model-failure.js';
import type { Model, ModelEvent, ModelRequest } from '../../ports/model.js';
import { abortError } from './abort-error.js';
import { encodeRequestFrame } from './encode-request.js';
import { HistoryCache } from './history-cache.js';
import { HttpExchange } from './http-exchange.js';
import { type HttpTransport, openTransport } from './http-transport.js';
import { type StartIdleTimer, startIdleTimer } from './idle-timer.js';
import { readResponse } from './read-response.js';
import { collectSecrets, redactSecrets } from './redact-secrets.js';
import { requestHeaders } from './request-headers.js';

/** How to reach a provider that speaks the Responses API. */
export interface OpenAIResponsesModelOptions {
  /** Where the API lives, such as `https://api.openai.com/v1`; `/responses` is added. */
  readonly baseUrl: string;
  /** The key, or how to get it, which is asked before every request. Without a key none is sent. */
  readonly apiKey?: string | (() => string | undefined);
  /** The environment variable that should hold the key. When it is given, a request without a key fails and names it. */
  readonly missingKeyVariable?: string;
  /** More headers; they win over the adapter's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the query of the URL. */
  readonly queryParams?: Readonly<Record<string, string>>;
  /** How long the provider may be silent, > 0; 300,000 by default. */
  readonly streamIdleTimeoutMs?: number;
  /** Which program asks, such as `codex_sdk`. */
  readonly originator: string;
  readonly version: string;
  /** Sent as `client_metadata`. */
  readonly clientMetadata?: Readonly<Record<string, string>>;
  /** How much memory encoded histories may take, over all threads; 64 MiB by default. */
  readonly historyCacheBytes?: number;
  /** How silence is noticed; the timers of Node by default. */
  readonly startIdleTimer?: StartIdleTimer;
}

const defaultIdleTimeoutMs = 300_000;
const defaultHistoryCacheBytes = 64 * 1024 * 1024;

/**
 * A model behind the OpenAI Responses API, or behind any server that speaks it. Each sampling is one HTTP request that carries the
 * whole history; its connection is kept for the next one. Redirects are not followed and no proxy is used.
 */
export class OpenAIResponsesModel implements Model {
  readonly #options: OpenAIResponsesModelOptions;
  readonly #url: URL;
  readonly #histories: HistoryCache;
  #transport: Promise<HttpTransport> | undefined;

  /** @throws CodexError of code `invalid-option` when `baseUrl` is no `http:` or `https:` URL */
  constructor(options: OpenAIResponsesModelOptions) {
    this.#options = options;
    this.#url = endpointUrl(options.baseUrl, options.queryParams ?? {});
    this.#histories = new HistoryCache(options.historyCacheBytes ?? defaultHistoryCacheBytes);
  }

  async *stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, undefined> {
    if (signal.aborted) throw abortError(signal);
    const key = readKey(this.#options.apiKey);
    this.#transport ??= openTransport(this.#url.protocol);
    const transport = await this.#transport;
    if (signal.aborted) throw abortError(signal);
    const exchange = this.#send(transport, request, { key, signal });
    if (!exchange.ok) {
      yield { type: 'failed', failure: exchange.error };
      return;
    }
    try {
      const secrets = collectSecrets(key, this.#options.headers ?? {}, this.#options.queryParams ?? {});
      for await (const events of readResponse(exchange.value, (text) => redactSecrets(text, secrets))) {
        for (const event of events) {
          if (exchange.value.aborted) throw abortError(signal);
          yield event;
        }
      }
      if (exchange.value.aborted) throw abortError(signal);
    } finally {
      exchange.value.close();
    }
  }

  /** Closes the connections and forgets the encoded histories. */
  async close(): Promise<void> {
    this.#histories.clear();
    const transport = await this.#transport;
    transport?.agent.destroy();
  }

  /** Fails when there is nothing to send or no way to send it. */
  #send(
    transport: HttpTransport,
    request: ModelRequest,
    { key, signal }: { readonly key: string | undefined; readonly signal: AbortSignal },
  ): Result<HttpExchange, ModelFailure> {
    const { missingKeyVariable: variable, headers = {}, startIdleTimer: start = startIdleTimer } = this.#options;
    if (key === undefined && variable !== undefined) return err({ kind: 'missing-key', variable });
    try {
      const message = {
        url: this.#url,
        headers: requestHeaders(request, { ...this.#options, key, headers }),
        body: this.#encodeBody(request),
        idleTimeoutMs: this.#options.streamIdleTimeoutMs ?? defaultIdleTimeoutMs,
        startIdleTimer: start,
      };
      return ok(new HttpExchange(transport, message, signal));
    } catch (error) {
      // A header with characters that HTTP does not allow, or a tool schema that has no JSON form.
      const reason = error instanceof Error ? error.message : String(error);
      return err({ kind: 'bad-request', message: `the request cannot be sent: ${reason}` });
    }
  }

  #encodeBody(request: ModelRequest): readonly Uint8Array[] {
    const { head, tail } = encodeRequestFrame(request, this.#options.clientMetadata);
    return [Buffer.from(head), this.#histories.encode(request.threadId, request.history), Buffer.from(tail)];
  }
}

function endpointUrl(baseUrl: string, queryParams: Readonly<Record<string, string>>): URL {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const shown = baseUrl.replace(/\/\/[^/@]*@/, '//');
    throw new CodexError('invalid-option', `invalid base URL \`${shown}\`; expected one such as \`https://host/v1\``);
  }
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/responses`;
  for (const [name, value] of Object.entries(queryParams)) url.searchParams.append(name, value);
  return url;
}

/** White space around a key comes from the file that it was read from; an empty key is none. */
function readKey(apiKey: OpenAIResponsesModelOptions['apiKey']): string | undefined {
  const key = (typeof apiKey === 'function' ? apiKey() : apiKey)?.trim();
  return key === '' ? undefined : key;
}
