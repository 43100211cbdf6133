import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { proxyEnvironment } from '../../domain/permissions/network/proxy-environment.js';
import type { FilteredNetwork } from '../../domain/permissions/network-policy.js';
import type { NetworkProxy, ProxySession } from '../../ports/network-proxy.js';
import type { SpawnOptions } from '../../ports/process-sandbox.js';

/** What an entrance is opened for. */
export interface EntranceInput {
  readonly proxy: NetworkProxy<Duplex>;
  readonly rules: FilteredNetwork;
  readonly onBlocked: NonNullable<SpawnOptions['onBlocked']>;
}

/** The port at which one command reaches its proxy, and what the command has to know about it. */
export interface ProxyEntrance {
  readonly port: number;
  /** Holds the password: for the environment of the command and nothing else. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes no more connections and ends those that are open. */
  close(): void;
}

const user = 'codex';
const socksGreeting = 5;
const firstByteTimeoutMs = 10_000;
const maxConnections = 512;

/**
 * Opens the proxy of one command at a free port of the loopback. Other programs of this machine can connect there as well, so the proxy
 * serves nobody who does not know the password, which is made up anew for every command.
 */
export async function openProxyEntrance({ proxy, rules, onBlocked }: EntranceInput): Promise<ProxyEntrance> {
  const password = randomBytes(24).toString('base64url');
  const session = proxy.open(rules, onBlocked, { user, password });
  const silent = new Set<Socket>();
  try {
    const { port, servers } = await occupyPort((socket) => admit(socket, silent, session));
    const authority = `${user}:${password}@127.0.0.1:${port}`;
    return {
      port,
      environment: proxyEnvironment(rules, { http: `http://${authority}`, socks5: `socks5h://${authority}` }),
      close: () => {
        for (const server of servers) server.close();
        for (const socket of silent) socket.destroy();
        session.close();
      },
    };
  } catch (error) {
    session.close();
    throw error;
  }
}

/**
 * One port speaks both languages: only SOCKS begins with its version.
 *
 * @param silent holds the connections that have said nothing so far
 */
function admit(socket: Socket, silent: Set<Socket>, session: ProxySession<Duplex>): void {
  const giveUp = (): void => void socket.destroy();
  const impatience = setTimeout(giveUp, firstByteTimeoutMs);
  const attend = (): void => {
    clearTimeout(impatience);
    silent.delete(socket);
  };
  silent.add(socket);
  socket.once('close', attend).once('error', giveUp);
  socket.once('data', (first: Buffer) => {
    attend();
    socket.off('error', giveUp).unshift(first);
    session.serve(socket, first[0] === socksGreeting ? 'socks5' : 'http');
  });
}

interface Occupied {
  readonly port: number;
  readonly servers: readonly Server[];
}

const maxAttempts = 16;

/**
 * Listens at one port of both loopback addresses. The policy language knows them under one name only, so at the other one a stranger could
 * wait for the command. A machine without the second address has nobody there either.
 */
async function occupyPort(onConnection: (socket: Socket) => void): Promise<Occupied> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const server = await listen({ host: '127.0.0.1', port: 0 }, onConnection);
    const port = portOf(server);
    try {
      return { port, servers: [server, await listen({ host: '::1', port, ipv6Only: true }, onConnection)] };
    } catch (error) {
      if (isAddressMissing(error)) return { port, servers: [server] };
      server.close();
      if (codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error('no port of the loopback is free at both of its addresses');
}

function listen(
  place: { readonly host: string; readonly port: number; readonly ipv6Only?: true },
  onConnection: (socket: Socket) => void,
): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, onConnection);
  server.maxConnections = maxConnections;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...place, exclusive: true }, () => {
      // What goes wrong with a single connection must not end the process.
      server.off('error', reject).on('error', () => undefined);
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a port of the loopback has no number');
  return address.port;
}

function isAddressMissing(error: unknown): boolean {
  return ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(codeOf(error) ?? '');
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
