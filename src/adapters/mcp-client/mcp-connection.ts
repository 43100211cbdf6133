import type { Client, RequestOptions, StandardSchemaV1 } from '@modelcontextprotocol/client';
import { describeProtocolError, describeTimeout } from '../../domain/mcp/describe-failure.js';
import { decodeQuestion, type McpAnswer, type McpQuestion } from '../../domain/mcp/elicitation.js';
import { isRecord, own, ownText } from '../../domain/mcp/json-extent.js';
import { decodeTools, legible, type McpTool, maxTools } from '../../domain/mcp/mcp-tool.js';
import type { JsonObject } from '../../domain/tools/tool-definition.js';
import type { ServerLink } from './server-link.js';
import { abortError } from './until-aborted.js';

/** What came of a request. Every failure carries its reason in words. */
export type RequestOutcome =
  | { readonly kind: 'answered'; readonly result: unknown }
  /** The server refused, took too long, or is gone. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The server has forgotten this connection and did not carry the request out. */
  | { readonly kind: 'forgotten'; readonly reason: string };

/** A request to a server. */
export interface McpRequest {
  readonly method: string;
  readonly params: JsonObject;
  /** > 0; time in which the user is asked does not count. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  onProgress?(progress: McpProgress): void;
  /** Asks the user when the server wants that; declined when absent. */
  ask?(question: McpQuestion, signal: AbortSignal): Promise<McpAnswer>;
  /** Questions are put to the user only when all running requests belong to one owner, such as a thread. */
  readonly owner?: string;
}

/** How far a call has come. */
export interface McpProgress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
}

/** A server that has introduced itself. */
export class McpConnection {
  readonly instructions: string;
  /** How many tools were left out of {@link tools}. */
  rejectedTools = 0;
  tools: readonly McpTool[] = [];
  /** Whether the server said that its tools have changed since they were listed. */
  toolsChanged = false;
  readonly #client: Client;
  readonly #link: ServerLink;
  readonly #running = new Set<RunningRequest>();

  /** @param client connected over `link` */
  constructor(client: Client, link: ServerLink) {
    this.#client = client;
    this.#link = link;
    this.instructions = legible(client.getInstructions() ?? '');
    client.setNotificationHandler('notifications/tools/list_changed', () => {
      this.toolsChanged = true;
    });
  }

  /** Lists the tools anew, all pages of them. Rejects with an `Error` when the server does not answer properly. */
  async listTools(options: { readonly timeoutMs: number; readonly signal: AbortSignal }): Promise<void> {
    this.toolsChanged = false;
    const entries: unknown[] = [];
    const cursors = new Set<string>();
    for (let cursor: string | undefined; ; ) {
      const params = cursor === undefined ? {} : { cursor };
      const outcome = await this.request({ ...options, method: 'tools/list', params });
      if (outcome.kind !== 'answered') throw new Error(outcome.reason);
      const page = isRecord(outcome.result) ? own(outcome.result, 'tools') : undefined;
      if (!Array.isArray(page)) throw new Error('its list of tools is not a list');
      entries.push(...page.slice(0, maxTools + 1));
      cursor = isRecord(outcome.result) ? ownText(outcome.result, 'nextCursor') : undefined;
      if (cursor === undefined || cursors.has(cursor) || entries.length > maxTools) break;
      cursors.add(cursor);
    }
    const { tools, rejected } = decodeTools(entries);
    this.tools = tools;
    this.rejectedTools = rejected;
  }

  /** Sends a request. Rejects only with an `AbortError`, when `signal` aborts; the server is told that. */
  async request(request: McpRequest): Promise<RequestOutcome> {
    const running = new RunningRequest(request);
    this.#running.add(running);
    this.#keepHostAlive();
    try {
      return await this.#send(request, running);
    } finally {
      running.stop();
      this.#running.delete(running);
      this.#keepHostAlive();
    }
  }

  /** Answers a question of the server on behalf of the requests that run. */
  async answer(params: unknown): Promise<McpAnswer> {
    const question = decodeQuestion(params);
    const running = [...this.#running].filter(({ request }) => request.ask !== undefined);
    const owners = new Set(running.map(({ request }) => request.owner));
    const asked = running.at(-1);
    if (question === undefined || asked === undefined || owners.size > 1) return { action: 'decline' };
    return asked.ask(question);
  }

  async #send(request: McpRequest, running: RunningRequest): Promise<RequestOutcome> {
    const { onProgress } = request;
    const options: RequestOptions = {
      signal: running.signal,
      timeout: longestTimerMs,
      ...(onProgress === undefined ? {} : { onprogress: (progress) => onProgress(decodeProgress(progress)) }),
    };
    try {
      const { method, params } = request;
      const result = await this.#client.request({ method, params: { ...params } }, anything, options);
      return { kind: 'answered', result };
    } catch (cause) {
      if (request.signal.aborted) throw abortError(request.signal);
      if (running.timedOut) return { kind: 'failed', reason: describeTimeout(request.method, request.timeoutMs) };
      return this.#failure(cause);
    }
  }

  #failure(cause: unknown): RequestOutcome {
    if (isProtocolError(cause)) return { kind: 'failed', reason: describeProtocolError(cause.code, cause.message) };
    const reason = this.#link.describe(cause);
    return this.#link.hasForgotten(cause) ? { kind: 'forgotten', reason } : { kind: 'failed', reason };
  }

  #keepHostAlive(): void {
    this.#link.keepHostAlive(this.#running.size > 0);
  }
}

/** Node cannot wait longer; the time limit is our own. */
export const longestTimerMs = 2 ** 31 - 1;

/** How many questions of one request may be open at once. */
const maxQuestions = 4;

/** A request with its time limit, which stands still while the user is asked. */
class RunningRequest {
  readonly request: McpRequest;
  readonly signal: AbortSignal;
  timedOut = false;
  readonly #timeout = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #leftMs: number;
  #since = performance.now();
  #questions = 0;

  constructor(request: McpRequest) {
    this.request = request;
    this.signal = AbortSignal.any([request.signal, this.#timeout.signal]);
    this.#leftMs = request.timeoutMs;
    this.#run();
  }

  async ask(question: McpQuestion): Promise<McpAnswer> {
    const { ask } = this.request;
    if (ask === undefined || this.#questions >= maxQuestions) return { action: 'decline' };
    this.#questions += 1;
    if (this.#questions === 1) this.#pause();
    try {
      return await ask(question, this.signal);
    } finally {
      this.#questions -= 1;
      if (this.#questions === 0 && !this.signal.aborted) this.#run();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#leftMs = 0;
    this.#questions = Number.POSITIVE_INFINITY;
  }

  #run(): void {
    this.#since = performance.now();
    this.#timer = setTimeout(
      () => {
        this.timedOut = true;
        this.#timeout.abort(new Error('the request took too long'));
      },
      Math.min(longestTimerMs, this.#leftMs),
    );
  }

  #pause(): void {
    clearTimeout(this.#timer);
    this.#leftMs = Math.max(1, this.#leftMs - (performance.now() - this.#since));
  }
}

/** Lets every result pass: the domain decodes it, and tolerates more than the protocol does. */
const anything: StandardSchemaV1<unknown, unknown> = {
  '~standard': { version: 1, vendor: 'codex-sdk', validate: (value: unknown) => ({ value }) },
};

function decodeProgress({
  progress,
  total,
  message,
}: {
  progress: number;
  total?: number | undefined;
  message?: string | undefined;
}): McpProgress {
  return {
    progress,
    ...(total === undefined ? {} : { total }),
    ...(message === undefined ? {} : { message: legible(message) }),
  };
}

function isProtocolError(cause: unknown): cause is Error & { readonly code: number } {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'number';
}
