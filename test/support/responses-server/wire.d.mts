import type { IncomingHttpHeaders } from 'node:http';

/** An item of a response, and the pieces in which the text of a message is streamed. */
export interface OutputItem {
  readonly item: Record<string, unknown>;
  readonly deltas?: readonly string[];
}

/** An event of a response stream. */
export interface ServerEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Token counts as the API writes them. */
export interface ResponseUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number };
  readonly output_tokens: number;
  readonly output_tokens_details: { readonly reasoning_tokens: number };
  readonly total_tokens: number;
}

/** A reply in bytes: one write per piece, then an orderly end, a broken connection, silence, or no answer in the first place. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly Buffer[];
  readonly end: 'close' | 'cut' | 'stall' | 'refuse';
}

/** The body of a request, as far as it is known. */
export interface RequestBody {
  readonly model: string;
  readonly instructions?: string;
  readonly input: readonly Readonly<Record<string, unknown>>[];
  readonly tools: readonly Readonly<Record<string, unknown>>[];
  readonly prompt_cache_key?: string;
  readonly [field: string]: unknown;
}

/** A request as it was received. */
export interface CapturedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** The body as it came. */
  readonly raw: Buffer;
  /** The body, parsed from JSON when it is looked at; throws when it is none. */
  readonly body: RequestBody;
  /** The number of the connection that the request came on, counted from 1. */
  readonly connection: number;
  /** Settles when the exchange is over: the whole answer was sent, or the client went away before. */
  readonly ended: Promise<'answered' | 'abandoned'>;
}

/** What answers one request. */
export type Turn = Reply | ((request: CapturedRequest) => Reply | Promise<Reply>);

/** A list of turns, taken in order, or a function that answers every request. */
export type Script = readonly Turn[] | ((request: CapturedRequest) => Reply | Promise<Reply>);
