import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import type { BlockedConnection } from '../../domain/permissions/network/blocked-connection.js';
import { type Host, parseHost, renderHost } from '../../domain/permissions/network/host.js';
import type { IpAddress } from '../../domain/permissions/network/ip-address.js';
import type { BlockReason, NetworkFilter } from '../../domain/permissions/network/network-filter.js';
import type { FirstWords } from './client-hello.js';
import { openConnection } from './open-connection.js';
import type { Target } from './parse-target.js';

/** Finds the addresses of a name; rejects or gives none when there are none, or when `signal` has aborted. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/** What became of a wish to reach somebody. */
export type Reached =
  | { readonly kind: 'connected'; readonly socket: Socket }
  | { readonly kind: 'blocked'; readonly reason: BlockReason }
  | { readonly kind: 'unreachable' };

/** How somebody wants to use a connection. */
export type Use = Parameters<NetworkFilter['use']>[0];

const maxReports = 100;
const maxAddresses = 16;

/** Decides for one command whom it may reach, reports what it may not, and opens what it may. */
export class Gate {
  readonly #filter: NetworkFilter;
  readonly #resolve: Resolve;
  readonly #onBlocked: (blocked: BlockedConnection) => void;
  readonly #reported = new Set<string>();
  readonly #open = new Set<Socket>();
  readonly #closing = new AbortController();

  constructor(filter: NetworkFilter, resolve: Resolve, onBlocked: (blocked: BlockedConnection) => void) {
    // Everything that is being connected listens to it; that they are many is no leak that anybody has to be warned of.
    setMaxListeners(0, this.#closing.signal);
    this.#filter = filter;
    this.#resolve = resolve;
    this.#onBlocked = onBlocked;
  }

  /** Decides, looks up, decides again, and connects to what was decided about. */
  async reach({ host, port }: Target, use: Use, protocol: BlockedConnection['protocol']): Promise<Reached> {
    const blocked = (reason: BlockReason): Reached => {
      this.report({ host: renderHost(host), port, protocol, reason });
      return { kind: 'blocked', reason };
    };
    for (const verdict of [this.#filter.host(host), this.#filter.use(use)]) {
      if (verdict.kind === 'block') return blocked(verdict.reason);
    }
    const addresses = await this.#addressesOf(host);
    if (addresses.length === 0) return { kind: 'unreachable' };
    const verdict = this.#filter.addresses(host, addresses);
    if (verdict.kind === 'block') return blocked(verdict.reason);
    const socket = await openConnection(addresses.map(connectable), port, this.#closing.signal);
    if (socket === undefined) return { kind: 'unreachable' };
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return { kind: 'connected', socket };
  }

  /** Whether a connection to a target may carry what begins so: an encrypted one only if it can be read for whom it is meant. */
  mayCarry({ host, port }: Target, words: FirstWords, protocol: BlockedConnection['protocol']): boolean {
    const serverName = words.kind === 'tls' ? words.serverName : undefined;
    if (words.kind !== 'garbled' && serverName === undefined) return true;
    const reason = serverName === undefined ? 'malformed' : this.#reasonAgainst(host, serverName);
    if (reason !== undefined) this.report({ host: serverName ?? renderHost(host), port, protocol, reason });
    return reason === undefined;
  }

  /** Tells about something that was refused, unless it is known already. */
  report(blocked: BlockedConnection): void {
    const report = { ...blocked, host: printable(blocked.host) };
    const key = JSON.stringify(report);
    if (this.#reported.has(key) || this.#reported.size >= maxReports || this.#closing.signal.aborted) return;
    this.#reported.add(key);
    this.#onBlocked(report);
  }

  /** Ends what was connected and gives up what is still being connected. */
  close(): void {
    this.#closing.abort();
    for (const socket of this.#open) socket.destroy();
  }

  #reasonAgainst(host: Host, serverName: string): BlockReason | undefined {
    const meant = parseHost(serverName);
    if (meant === undefined) return 'malformed';
    if (renderHost(meant) === renderHost(host)) return undefined;
    const verdict = this.#filter.host(meant);
    return verdict.kind === 'block' ? verdict.reason : undefined;
  }

  async #addressesOf(host: Host): Promise<readonly IpAddress[]> {
    if (host.kind === 'address') return [host.address];
    try {
      const found = (await this.#resolve(host.name, this.#closing.signal)).slice(0, maxAddresses).map(parseHost);
      const addresses = found.flatMap((it) => (it?.kind === 'address' ? [it.address] : []));
      return addresses.length === found.length ? addresses : [];
    } catch {
      // A name that cannot be looked up is one that cannot be reached; the reason is nothing that a command has to know.
      return [];
    }
  }
}

function connectable(address: IpAddress): string {
  return renderHost({ kind: 'address', address });
}

function printable(text: string): string {
  return text.slice(0, 253).replace(/[^\x21-\x7e]/g, '?');
}
