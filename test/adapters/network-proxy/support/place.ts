import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { PolicyProxy } from '../../../../src/adapters/network-proxy/policy-proxy.js';
import type { BlockedConnection } from '../../../../src/domain/permissions/network/blocked-connection.js';
import type { FilteredNetwork } from '../../../../src/domain/permissions/network-policy.js';
import type { ProxyProtocol, ProxySession } from '../../../../src/ports/network-proxy.js';

/** What the tests allow unless they say otherwise. */
export const local: FilteredNetwork = {
  kind: 'filtered',
  mode: 'full',
  allowedDomains: ['ok.test', '*.ok.test'],
  deniedDomains: ['secret.ok.test'],
  localAddresses: 'allowed',
};

/** A proxy that a test can connect to, and a web server behind it; names resolve to what the test says. */
export class Place {
  readonly blocked: BlockedConnection[] = [];
  readonly seen: string[] = [];
  readonly looked: string[] = [];
  addresses: readonly string[] = ['127.0.0.1'];
  web!: HttpServer;
  proxy!: Server;
  session!: ProxySession<Socket>;

  async open(rules: FilteredNetwork = local, protocol: ProxyProtocol = 'http'): Promise<void> {
    const resolve = async (name: string): Promise<readonly string[]> => {
      this.looked.push(name);
      return this.addresses;
    };
    this.session = new PolicyProxy({ resolve }).open(rules, (blocked) => this.blocked.push(blocked));
    this.web = createServer((incoming, outgoing) => {
      this.seen.push(`${incoming.method} ${incoming.headers.host?.replace(/:\d+$/, '')} ${incoming.url}`);
      if (incoming.url === '/away') outgoing.writeHead(302, { location: 'http://evil.test/' });
      outgoing.end('hello\n');
    }).listen(0, '127.0.0.1');
    this.proxy = createTcpServer((socket) => this.session.serve(socket, protocol)).listen(0, '127.0.0.1');
    await Promise.all([once(this.web, 'listening'), once(this.proxy, 'listening')]);
  }

  get webPort(): number {
    return (this.web.address() as AddressInfo).port;
  }

  connect(): Socket {
    return connect((this.proxy.address() as AddressInfo).port, '127.0.0.1');
  }

  /** Sends bytes and gives everything that comes back. */
  async say(bytes: string | Buffer): Promise<string> {
    const socket = this.connect();
    socket.write(bytes);
    if (typeof bytes !== 'string') socket.end();
    return text(socket.setEncoding('latin1'));
  }

  /** The status line of an answer to one request for an absolute address. */
  async ask(url: string, lines: readonly string[] = [], method = 'GET'): Promise<string> {
    const head = [`${method} ${url} HTTP/1.1`, 'Host: whatever.test', 'Connection: close', ...lines];
    return (await this.say(`${head.join('\r\n')}\r\n\r\n`)).split('\r\n')[0] ?? '';
  }

  close(): void {
    this.session.close();
    this.web.close();
    this.proxy.close();
  }
}
