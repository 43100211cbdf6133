import { createServer, type IncomingMessage, request, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { BlockedConnection } from '../../domain/permissions/network/blocked-connection.js';
import type { Admission } from './admission.js';
import { blockedAnswer, type ProxyAnswer, unknownClientAnswer, unreachableAnswer } from './blocked-answer.js';
import { forwardedHeaders } from './forwarded-headers.js';
import type { Gate } from './gate.js';
import { type AbsoluteRequest, parseAbsoluteRequest, parseAuthority } from './parse-target.js';
import { RequestTurns } from './request-turns.js';
import { joinTunnel } from './tunnel.js';

/** A server that listens nowhere: connections are handed to it. It passes requests on as far as the gate lets it. */
export function createHttpProxy(gate: Gate, admission: Admission): Server {
  // Both ends may be hostile, so nothing is read generously, whatever this process was started with.
  const server = createServer({ requestTimeout: 0, insecureHTTPParser: false });
  // What cannot be passed on ends the connection that it came from, and nothing else.
  const turns = new RequestTurns((incoming, outgoing) => {
    if (!admission.admitsRequest(incoming)) return answer(outgoing, unknownClientAnswer);
    passRequest(gate, incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.on('request', (incoming, outgoing) => turns.take(incoming, outgoing));
  server.on('connect', (incoming, client, head) => {
    if (!admission.admitsRequest(incoming)) return refuse(client, unknownClientAnswer);
    passTunnel(gate, incoming, { client, head }).catch(() => client.destroy());
  });
  return server;
}

async function passRequest(gate: Gate, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { url = '', method = 'GET' } = incoming;
  const wanted = parseAbsoluteRequest(url);
  if (wanted === undefined) return answer(outgoing, blockedAnswer(malformed(gate, url, 'http')));
  const reached = await gate.reach(wanted.target, { kind: 'request', method }, 'http');
  if (reached.kind === 'unreachable') return answer(outgoing, unreachableAnswer);
  if (reached.kind === 'connected') return forward({ incoming, outgoing, socket: reached.socket }, wanted);
  const { reason } = reached;
  const { target, authority } = wanted;
  answer(
    outgoing,
    blockedAnswer({ host: authority.replace(/:\d+$/, ''), port: target.port, protocol: 'http', reason }),
  );
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly socket: Socket;
}

/** The `Host` header says what the request line says: the end of the way must not see another host than was decided about. */
function forward({ incoming, outgoing, socket }: Exchange, { authority, path }: AbsoluteRequest): void {
  const chunked = incoming.headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' };
  const onward = request({
    createConnection: () => socket,
    method: incoming.method,
    path,
    headers: { ...forwardedHeaders(incoming), ...chunked, host: authority },
    setHost: false,
    insecureHTTPParser: false,
  });
  const fail = (): void => {
    socket.destroy();
    if (outgoing.headersSent) outgoing.destroy();
    else answer(outgoing, unreachableAnswer);
  };
  onward.on('error', fail);
  onward.on('close', () => {
    if (!outgoing.headersSent) fail();
  });
  onward.on('response', (response) => {
    response.on('error', fail);
    if (writeHead(outgoing, response)) response.pipe(outgoing);
    else fail();
  });
  outgoing.on('close', () => socket.destroy());
  if (outgoing.destroyed) socket.destroy();
  incoming.on('error', fail);
  incoming.pipe(onward);
}

/** Passes the head of an answer on, unless it holds what no answer may hold. */
function writeHead(outgoing: ServerResponse, response: IncomingMessage): boolean {
  try {
    outgoing.writeHead(response.statusCode ?? 502, forwardedHeaders(response));
    return true;
  } catch {
    // Node.js reads more generously than it writes.
    return false;
  }
}

async function passTunnel(
  gate: Gate,
  { url = '' }: IncomingMessage,
  { client, head }: { readonly client: Duplex; readonly head: Buffer },
): Promise<void> {
  client.on('error', () => client.destroy());
  // Before anything is waited for: a client that has said everything counts as gone once nothing of it is left to read.
  client.unshift(head);
  const target = parseAuthority(url);
  if (target === undefined) return refuse(client, blockedAnswer(malformed(gate, url, 'connect')));
  const reached = await gate.reach(target, { kind: 'tunnel' }, 'connect');
  if (reached.kind === 'unreachable') return refuse(client, unreachableAnswer);
  if (reached.kind === 'blocked') {
    return refuse(client, blockedAnswer({ host: url, port: target.port, protocol: 'connect', reason: reached.reason }));
  }
  if (client.destroyed) return void reached.socket.destroy();
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  joinTunnel(client, reached.socket, (words) => gate.mayCarry(target, words, 'connect'));
}

function malformed(gate: Gate, url: string, protocol: BlockedConnection['protocol']): BlockedConnection {
  const blocked = { host: shown(url), port: 0, protocol, reason: 'malformed' } as const;
  gate.report(blocked);
  return blocked;
}

/** Whom a request is about. The rest of it, and who asks, is nothing to tell others. */
function shown(url: string): string {
  const [, scheme = '', authority = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)/i.exec(url) ?? [];
  return `${scheme}${authority.replace(/^.*@/s, '***@')}` || '?';
}

function answer(outgoing: ServerResponse, { status, headers, body }: ProxyAnswer): void {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  outgoing.end(body);
}

function refuse(client: Duplex, { status, headers, body }: ProxyAnswer): void {
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  client.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`);
  // What it has said already has to be read, or its end would never be seen.
  client.resume();
}
