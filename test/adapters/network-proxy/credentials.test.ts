import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PolicyProxy } from '../../../src/adapters/network-proxy/policy-proxy.js';
import type { BlockedConnection } from '../../../src/domain/permissions/network/blocked-connection.js';
import type { ProxyProtocol, ProxySession } from '../../../src/ports/network-proxy.js';

const credentials = { user: 'codex', password: 'p:ass' };

function basic(shown: string): string {
  return `Proxy-Authorization: Basic ${Buffer.from(shown).toString('base64')}`;
}

describe('a proxy that asks for credentials', () => {
  let blocked: BlockedConnection[];
  let looked: string[];
  let seen: string[];
  let web: HttpServer;
  let session: ProxySession<Duplex>;
  const entrances: Server[] = [];

  beforeEach(async () => {
    [blocked, looked, seen] = [[], [], []];
    const resolve = async (name: string): Promise<readonly string[]> => {
      looked.push(name);
      return ['127.0.0.1'];
    };
    const rules = {
      kind: 'filtered',
      mode: 'full',
      allowedDomains: ['ok.test'],
      deniedDomains: [],
      localAddresses: 'allowed',
    } as const;
    session = new PolicyProxy({ resolve }).open(rules, (it) => blocked.push(it), credentials);
    web = createServer((incoming, outgoing) => {
      seen.push(`${incoming.url} ${incoming.headers['proxy-authorization']}`);
      outgoing.end('hello\n');
    }).listen(0, '127.0.0.1');
    await once(web, 'listening');
  });
  afterEach(() => {
    session.close();
    for (const server of [web, ...entrances.splice(0)]) server.close();
  });

  async function say(protocol: ProxyProtocol, bytes: string | Buffer): Promise<Buffer> {
    const entrance = createTcpServer((socket) => session.serve(socket, protocol)).listen(0, '127.0.0.1');
    entrances.push(entrance);
    await once(entrance, 'listening');
    const socket = connect((entrance.address() as AddressInfo).port, '127.0.0.1');
    socket.write(bytes);
    if (typeof bytes !== 'string') socket.end();
    return Buffer.from(await text(socket.setEncoding('latin1')), 'latin1');
  }

  function url(): string {
    return `http://ok.test:${(web.address() as AddressInfo).port}/`;
  }

  async function statuses(...requests: readonly (readonly string[])[]): Promise<readonly string[]> {
    const heard = await say('http', requests.map((lines) => `${lines.join('\r\n')}\r\nHost: x\r\n\r\n`).join(''));
    return heard.toString('latin1').match(/HTTP\/1.1 \d+/g) ?? [];
  }

  it('serves who shows them, and keeps them to itself', async () => {
    const tunnel = new URL(url()).host;
    expect(await statuses([`GET ${url()} HTTP/1.1`, 'Connection: close', basic('codex:p:ass')])).toEqual([
      'HTTP/1.1 200',
    ]);
    const through = [`CONNECT ${tunnel} HTTP/1.1`, basic('codex:p:ass')];
    expect(await statuses(through, ['GET /in HTTP/1.1', 'Connection: close'])).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 200',
    ]);
    expect(seen).toEqual(['/ undefined', '/in undefined']);
  });

  it.each([
    ['nothing', []],
    ['another password', [basic('codex:p:asz')]],
    ['another user', [basic('other:p:ass')]],
    ['a longer password', [basic('codex:p:ass\0')]],
    ['an empty password', [basic('codex:')]],
    ['another scheme', ['Proxy-Authorization: Bearer p:ass']],
    ['something that is no base64', ['Proxy-Authorization: Basic codex:p:ass']],
    ['two pairs', [basic('codex:p:ass'), basic('codex:p:ass')]],
    ['the header of the other end', [basic('codex:p:ass').replace('Proxy-', '')]],
  ])('neither decides, looks up nor reports for who shows %s', async (_, lines) => {
    expect(await statuses([`GET ${url()} HTTP/1.1`, ...lines])).toEqual(['HTTP/1.1 407']);
    expect(await statuses(['GET http://evil.test/ HTTP/1.1', ...lines])).toEqual(['HTTP/1.1 407']);
    expect(await statuses(['CONNECT ok.test:443 HTTP/1.1', ...lines])).toEqual(['HTTP/1.1 407']);
    expect([seen, looked, blocked]).toEqual([[], [], []]);
  });

  it('asks again with every request of a connection', async () => {
    const first = [`GET ${url()} HTTP/1.1`, basic('codex:p:ass')];
    expect(await statuses(first, [`GET ${url()} HTTP/1.1`])).toEqual(['HTTP/1.1 200', 'HTTP/1.1 407']);
  });

  it('says how it wants to be asked', async () => {
    const heard = (await say('http', `GET ${url()} HTTP/1.1\r\nHost: x\r\n\r\n`)).toString();
    expect(heard.toLowerCase()).toContain('\r\nproxy-authenticate: basic realm="codex-sdk"\r\n');
  });

  describe('over SOCKS5', () => {
    const wish = (port: number): Buffer =>
      Buffer.from([5, 1, 0, 3, 7, ...Buffer.from('ok.test'), port >> 8, port & 255]);
    const login = (user: string, password: string): Buffer =>
      Buffer.from([1, user.length, ...Buffer.from(user), password.length, ...Buffer.from(password)]);

    async function answer(...said: readonly Buffer[]): Promise<readonly number[]> {
      const get = Buffer.from('GET /socks HTTP/1.0\r\n\r\n');
      const { port } = web.address() as AddressInfo;
      return [...(await say('socks5', Buffer.concat([...said, wish(port), get])))].slice(0, 6);
    }

    it('serves who logs in', async () => {
      expect(await answer(Buffer.of(5, 2, 0, 2), login('codex', 'p:ass'))).toEqual([5, 2, 1, 0, 5, 0]);
      expect(seen).toEqual(['/socks undefined']);
    });

    it.each<[string, readonly Buffer[], readonly number[]]>([
      ['offers no login', [Buffer.of(5, 1, 0)], [5, 0xff]],
      ['shows another password', [Buffer.of(5, 1, 2), login('codex', 'other')], [5, 2, 1, 1]],
      ['shows nothing', [Buffer.of(5, 1, 2), login('', '')], [5, 2, 1, 1]],
      ['skips the login', [Buffer.of(5, 1, 2)], [5, 2]],
      ['logs in in another way', [Buffer.of(5, 1, 2), Buffer.of(2, 1, 1, 1, 1)], [5, 2]],
    ])('does not serve who %s', async (_, said, expected) => {
      expect(await answer(...said)).toEqual(expected);
      expect([seen, looked, blocked]).toEqual([[], [], []]);
    });
  });
});
