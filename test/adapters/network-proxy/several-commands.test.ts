import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PolicyProxy } from '../../../src/adapters/network-proxy/policy-proxy.js';
import type { BlockedConnection } from '../../../src/domain/permissions/network/blocked-connection.js';
import type { ProxySession } from '../../../src/ports/network-proxy.js';
import { local } from './support/place.js';

/** One of the commands that share a proxy, with rules of its own. */
class Command {
  readonly blocked: BlockedConnection[] = [];
  readonly session: ProxySession<Duplex>;
  readonly #entrance: Server;

  constructor(proxy: PolicyProxy, host: string) {
    this.session = proxy.open({ ...local, allowedDomains: [host, `*.${host}`] }, (it) => this.blocked.push(it));
    this.#entrance = createServer((socket) => this.session.serve(socket, 'http')).listen(0, '127.0.0.1');
  }

  async ask(host: string): Promise<string> {
    if (!this.#entrance.listening) await once(this.#entrance, 'listening');
    const socket = connect((this.#entrance.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
    socket.write(`GET http://${host}:1/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    return (await text(socket)).split('\r\n')[0] ?? '';
  }

  close(): void {
    this.session.close();
    this.#entrance.close();
  }
}

describe('commands that share a proxy', () => {
  let proxy: PolicyProxy;
  let first: Command;
  let second: Command;
  const looked: string[] = [];
  beforeEach(() => {
    looked.length = 0;
    proxy = new PolicyProxy({
      resolve: (name) => {
        looked.push(name);
        return name.startsWith('slow') ? new Promise(() => undefined) : Promise.resolve([]);
      },
    });
    [first, second] = [new Command(proxy, 'first.test'), new Command(proxy, 'second.test')];
  });
  afterEach(() => {
    first.close();
    second.close();
  });

  it('reach what their own rules allow, and are told of nothing but their own attempts', async () => {
    const answers = await Promise.all([
      first.ask('first.test'),
      first.ask('second.test'),
      second.ask('first.test'),
      second.ask('second.test'),
    ]);
    expect(answers.map((line) => line.split(' ')[1])).toEqual(['502', '403', '403', '502']);
    expect([first.blocked, second.blocked].map((it) => it.map(({ host }) => host))).toEqual([
      ['second.test'],
      ['first.test'],
    ]);
  });

  it('do not wait for the names that another one looks up', async () => {
    const slow = Array.from({ length: 8 }, (_, index) => first.ask(`slow${index}.first.test`));
    await expect.poll(() => looked.length).toBeGreaterThan(0);
    expect(await second.ask('second.test')).toBe('HTTP/1.1 502 Bad Gateway');
    first.close();
    expect(new Set(await Promise.all(slow))).toEqual(new Set(['']));
    expect(looked.filter((name) => name.startsWith('slow'))).toHaveLength(1);
  });

  it('end one by one', async () => {
    first.session.close();
    expect([await first.ask('first.test').catch(() => ''), await second.ask('second.test')]).toEqual([
      '',
      'HTTP/1.1 502 Bad Gateway',
    ]);
  });
});
