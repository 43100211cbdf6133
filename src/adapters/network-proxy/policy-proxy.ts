import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { Duplex } from 'node:stream';
import type { BlockedConnection } from '../../domain/permissions/network/blocked-connection.js';
import { parseHost } from '../../domain/permissions/network/host.js';
import type { IpAddress } from '../../domain/permissions/network/ip-address.js';
import { NetworkFilter } from '../../domain/permissions/network/network-filter.js';
import type { FilteredNetwork } from '../../domain/permissions/network-policy.js';
import type { NetworkProxy, ProxyCredentials, ProxyProtocol, ProxySession } from '../../ports/network-proxy.js';
import { Admission } from './admission.js';
import { BoundedLookups } from './bounded-lookups.js';
import { Gate } from './gate.js';
import { createHttpProxy } from './http-proxy.js';
import { answerSocks, receiveSocks, socksAnswer } from './socks-handshake.js';
import { joinTunnel } from './tunnel.js';

/** How a {@link PolicyProxy} works. */
export interface PolicyProxyOptions {
  /** Finds the addresses of a name; by default the system does. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
}

/** Lets commands reach the hosts that their profile allows, within this process: no program is started and no port is opened. */
export class PolicyProxy implements NetworkProxy<Duplex> {
  readonly #lookups: BoundedLookups;

  constructor(options: PolicyProxyOptions = {}) {
    const { resolve = systemAddresses } = options;
    this.#lookups = new BoundedLookups((name) => resolve(name), maxLookups.altogether);
  }

  open(
    rules: FilteredNetwork,
    onBlocked: (blocked: BlockedConnection) => void,
    credentials?: ProxyCredentials,
  ): ProxySession<Duplex> {
    const filter = new NetworkFilter(rules, ownAddresses());
    const lookups = new BoundedLookups((name, signal) => this.#lookups.find(name, signal), maxLookups.perCommand);
    const gate = new Gate(filter, (name, signal) => lookups.find(name, signal), onBlocked);
    return new PolicyProxySession(gate, new Admission(credentials));
  }
}

const maxConnections = 512;
/** The system looks up two names at once for this whole process, so no command can keep all others waiting, nor this process itself. */
const maxLookups = { altogether: 2, perCommand: 1 } as const;
const handshakeTimeoutMs = 10_000;

class PolicyProxySession implements ProxySession<Duplex> {
  readonly #gate: Gate;
  readonly #admission: Admission;
  readonly #http: ReturnType<typeof createHttpProxy>;
  readonly #connections = new Set<Duplex>();
  #closed = false;

  constructor(gate: Gate, admission: Admission) {
    this.#gate = gate;
    this.#admission = admission;
    this.#http = createHttpProxy(gate, admission);
  }

  serve(connection: Duplex, protocol: ProxyProtocol): void {
    connection.on('error', () => connection.destroy());
    // A client that has said everything still wants its answer.
    connection.allowHalfOpen = true;
    if (this.#closed || this.#connections.size >= maxConnections) return void connection.destroy();
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
    if (protocol === 'http') this.#http.emit('connection', connection);
    else this.#serveSocks(connection).catch(() => connection.destroy());
  }

  close(): void {
    this.#closed = true;
    this.#gate.close();
    for (const connection of this.#connections) connection.destroy();
  }

  async #serveSocks(client: Duplex): Promise<void> {
    const impatience = setTimeout(() => client.destroy(), handshakeTimeoutMs);
    const wanted = await receiveSocks(client, this.#admission);
    clearTimeout(impatience);
    if (wanted.kind === 'broken') return dismiss(client);
    if (wanted.kind === 'refused') {
      const { host, port, answer } = wanted;
      this.#gate.report({ host, port, protocol: 'socks5', reason: 'malformed' });
      return this.#refuse(client, answer);
    }
    const { target } = wanted;
    const reached = await this.#gate.reach(target, { kind: 'tunnel' }, 'socks5');
    if (reached.kind === 'blocked') return this.#refuse(client, socksAnswer.notAllowed);
    if (reached.kind === 'unreachable') return this.#refuse(client, socksAnswer.unreachable);
    if (client.destroyed) return void reached.socket.destroy();
    answerSocks(client, socksAnswer.granted);
    joinTunnel(client, reached.socket, (words) => this.#gate.mayCarry(target, words, 'socks5'));
  }

  #refuse(client: Duplex, answer: number): void {
    answerSocks(client, answer);
    dismiss(client);
  }
}

/** Ends with a client. What it has said already has to be read, or its own end would never be seen. */
function dismiss(client: Duplex): void {
  client.end();
  client.resume();
}

async function systemAddresses(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}

function ownAddresses(): readonly IpAddress[] {
  const texts = Object.values(networkInterfaces()).flatMap((entries = []) => entries.map(({ address }) => address));
  return texts
    .map((text) => parseHost(text.replace(/%.*$/, '')))
    .flatMap((it) => (it?.kind === 'address' ? [it.address] : []));
}
