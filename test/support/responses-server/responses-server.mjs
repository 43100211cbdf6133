// @ts-check
/**
 * A Responses API server on loopback that follows a script: for tests, demonstrations and measurements. It speaks real HTTP on a free
 * port, answers `POST <url>/responses` and remembers everything it was asked. Plain JavaScript, so that scripts can import it as it is.
 *
 * @example
 * import { reply, functionCall } from './replies.mjs';
 * import { startResponsesServer } from './responses-server.mjs';
 *
 * await using server = await startResponsesServer([
 *   reply(functionCall('call_1', 'exec_command', { cmd: 'ls' })),
 *   (request) => reply(`The request had ${request.body.input.length} items`),
 * ]);
 * // point a client at server.url, then look at server.requests[0].body
 * server.assertFinished();
 *
 * A script is a list of turns, taken in order, or one function that answers every request. A turn is a reply or a function of the
 * request, which may be asynchronous: awaiting something in it holds the answer back. A request beyond the script gets the status 500
 * and is reported by `assertFinished`. Where `await using` is not available, call `close` in a `finally`.
 *
 * @typedef {import('./wire.mjs').Reply} Reply
 * @typedef {import('./wire.mjs').CapturedRequest} CapturedRequest
 * @typedef {import('./wire.mjs').RequestBody} RequestBody
 * @typedef {import('./wire.mjs').Script} Script
 * @typedef {import('./wire.mjs').Turn} Turn
 */
import { createServer } from 'node:http';
import { apiError, status } from './replies.mjs';

/**
 * Starts a server on a free port of 127.0.0.1.
 * @param {Script} script
 * @returns {Promise<ResponsesServer>}
 */
export async function startResponsesServer(script) {
  const server = new ResponsesServer(script);
  await server.listen();
  return server;
}

/** A running server; made by `startResponsesServer`. */
export class ResponsesServer {
  /** @type {Script} */
  #script;
  /** @type {Turn[]} */
  #turns;
  /** @type {CapturedRequest[]} */
  #requests = [];
  /** @type {{ count: number, resolve: () => void }[]} */
  #waiting = [];
  /** @type {string[]} */
  #problems = [];
  /** @type {WeakMap<object, number>} */
  #connectionNumbers = new WeakMap();
  #connections = 0;
  #port = 0;
  #http = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    this.#serve(request, response).catch((error) => {
      this.#problems.push(`a turn failed: ${error instanceof Error ? error.message : String(error)}`);
      response.destroy();
    });
  });

  /** @param {Script} script */
  constructor(script) {
    this.#script = script;
    this.#turns = typeof script === 'function' ? [] : [...script];
    // Clients that prefer web sockets come back without one.
    this.#http.on('upgrade', (_, socket) => socket.end('HTTP/1.1 426 Upgrade Required\r\ncontent-length: 0\r\n\r\n'));
    this.#http.on('connection', (socket) => {
      this.#connections += 1;
      this.#connectionNumbers.set(socket, this.#connections);
      socket.setNoDelay(true);
    });
  }

  /** The base URL to configure, such as `http://127.0.0.1:40001/v1`; it stays the same after `close`. */
  get url() {
    return `http://127.0.0.1:${this.#port}/v1`;
  }

  /** Everything that was asked, oldest first. */
  get requests() {
    return this.#requests;
  }

  /** How many connections were opened so far. */
  get connections() {
    return this.#connections;
  }

  async listen() {
    await new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(0, '127.0.0.1', () => resolve(undefined));
    });
    const address = this.#http.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  /**
   * Adds turns to the end of the script.
   * @param {...Turn} turns
   */
  enqueue(...turns) {
    this.#turns.push(...turns);
  }

  /**
   * Settles with the request of this number, counted from 1, as soon as it was received completely.
   * @param {number} count
   * @returns {Promise<CapturedRequest>}
   */
  async received(count) {
    if (this.#requests.length < count) {
      await new Promise((resolve) => this.#waiting.push({ count, resolve: () => resolve(undefined) }));
    }
    return this.#requests[count - 1];
  }

  /** Throws when turns are left over, when there were requests beyond the script or to another place, or when a turn threw. */
  assertFinished() {
    const left = this.#turns.length > 0 ? [`${this.#turns.length} turns of the script are left over`] : [];
    const problems = [...this.#problems, ...left];
    if (problems.length > 0) throw new Error(problems.join('; '));
  }

  /** Ends every connection. From then on the address refuses connections. */
  async close() {
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose]() {
    await this.close();
  }

  /** @param {import('node:http').IncomingMessage} message @param {import('node:http').ServerResponse} response */
  async #serve(message, response) {
    const request = await this.#capture(message, response);
    await send(await this.#answer(request), response);
  }

  /**
   * @param {import('node:http').IncomingMessage} message
   * @param {import('node:http').ServerResponse} response
   * @returns {Promise<CapturedRequest>}
   */
  async #capture(message, response) {
    /** @type {Buffer[]} */
    const chunks = [];
    for await (const chunk of message) chunks.push(chunk);
    const url = new URL(message.url ?? '/', this.url);
    const request = new Request({
      method: message.method ?? '',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: message.headers,
      raw: Buffer.concat(chunks),
      connection: this.#connectionNumbers.get(message.socket) ?? 0,
      ended: new Promise((resolve) =>
        response.once('close', () => resolve(response.writableFinished ? 'answered' : 'abandoned')),
      ),
    });
    this.#requests.push(request);
    for (const waiter of this.#waiting.filter(({ count }) => count <= this.#requests.length)) waiter.resolve();
    this.#waiting = this.#waiting.filter(({ count }) => count > this.#requests.length);
    return request;
  }

  /** @param {CapturedRequest} request @returns {Promise<Reply>} */
  async #answer(request) {
    if (request.method !== 'POST' || request.path !== '/v1/responses') {
      return this.#refuse(404, `unexpected request ${request.method} ${request.path}`);
    }
    const turn = typeof this.#script === 'function' ? this.#script : this.#turns.shift();
    if (turn === undefined) return this.#refuse(500, `request ${this.#requests.length} is beyond the script`);
    return typeof turn === 'function' ? await turn(request) : turn;
  }

  /** @param {number} code @param {string} problem */
  #refuse(code, problem) {
    this.#problems.push(problem);
    return status(code, apiError(problem));
  }
}

/** A request as it was received. The body is parsed when it is looked at. */
class Request {
  /** @type {RequestBody | undefined} */
  #body;
  /** @param {Omit<CapturedRequest, 'body'>} fields */
  constructor(fields) {
    this.method = fields.method;
    this.path = fields.path;
    this.query = fields.query;
    this.headers = fields.headers;
    this.raw = fields.raw;
    this.connection = fields.connection;
    this.ended = fields.ended;
  }

  /** @returns {RequestBody} */
  get body() {
    this.#body ??= /** @type {RequestBody} */ (JSON.parse(this.raw.toString()));
    return this.#body;
  }
}

/** @param {Reply} reply @param {import('node:http').ServerResponse} response */
async function send(reply, response) {
  if (reply.end === 'refuse') {
    response.destroy();
    return;
  }
  response.on('error', () => response.destroy());
  const gone = new Promise((resolve) => response.once('close', () => resolve(undefined)));
  response.writeHead(reply.status, reply.headers);
  response.flushHeaders();
  for (const piece of reply.pieces) {
    if (response.destroyed) return;
    await Promise.race([gone, write(response, piece)]);
  }
  if (reply.end === 'close') response.end();
  if (reply.end === 'cut') response.destroy();
}

/**
 * Writes one piece and lets it leave as a packet of its own.
 * @param {import('node:http').ServerResponse} response
 * @param {Buffer} piece
 */
async function write(response, piece) {
  await new Promise((resolve) => response.write(piece, () => setImmediate(resolve)));
}
