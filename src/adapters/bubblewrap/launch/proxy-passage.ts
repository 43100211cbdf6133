import type { ChildProcess } from 'node:child_process';
import { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProxySession } from '../../../ports/network-proxy.js';

/**
 * The way from a command to its proxy. The sockets that listen inside of the sandbox come to us through the channel of the launcher, so
 * that connections made in there are accepted out here.
 */
export class ProxyPassage {
  /** Settles when nothing more can come from inside. */
  readonly closed: Promise<void>;
  readonly #child: ChildProcess;
  readonly #session: ProxySession<Duplex>;
  readonly #servers = new Map<string, Server>();
  #missing = false;

  constructor(child: ChildProcess, session: ProxySession<Duplex>) {
    this.#child = child;
    this.#session = session;
    this.closed = new Promise((resolve) => child.once('disconnect', resolve));
    child.on('message', (message, handle) => this.#receive(message, handle));
  }

  /** Whether the command could reach its proxy from the start; nothing but the way itself can have been in the way. */
  get state(): 'open' | 'program-missing' | 'failed' {
    if (this.#missing) return 'program-missing';
    return this.#servers.size === 2 ? 'open' : 'failed';
  }

  /** Takes no more connections. */
  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
    for (const server of this.#servers.values()) server.close();
  }

  #receive(message: unknown, handle: unknown): void {
    if (message === 'missing') this.#missing = true;
    if ((message !== 'http' && message !== 'socks5') || !(handle instanceof Server)) return;
    handle.on('connection', (connection) => this.#session.serve(connection, message));
    // A connection that this process has no room for is lost to the command, and nobody else is to suffer from it.
    handle.on('error', () => undefined);
    this.#servers.set(message, handle);
  }
}
