import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { local, Place } from './support/place.js';

describe('PolicyProxy', () => {
  let place: Place;
  beforeEach(() => {
    place = new Place();
  });
  afterEach(() => place.close());

  it('passes allowed requests on, under the name that was decided about', async () => {
    await place.open();
    expect(await place.ask(`http://OK.test.:${place.webPort}/path?q=1`)).toBe('HTTP/1.1 200 OK');
    expect(place.seen).toEqual(['GET OK.test. /path?q=1']);
    expect(place.blocked).toEqual([]);
  });

  it('refuses, without looking it up, what no rule allows or one denies, and reports each once', async () => {
    await place.open();
    const answers = await Promise.all([
      place.ask('http://evil.test/'),
      place.ask('http://evil.test/other'),
      place.ask('http://secret.ok.test:81/'),
    ]);
    expect(answers).toEqual(Array(3).fill('HTTP/1.1 403 Forbidden'));
    expect(place.blocked).toEqual([
      { host: 'evil.test', port: 80, protocol: 'http', reason: 'not-allowed' },
      { host: 'secret.ok.test', port: 81, protocol: 'http', reason: 'denied' },
    ]);
    expect([place.looked, place.seen]).toEqual([[], []]);
  });

  it.each(['content-length', 'close, Content-Length', 'keep-alive, transfer-encoding'])(
    'hides no second request behind one that calls `%s` a matter of the next stop',
    async (named) => {
      await place.open({ ...local, mode: 'limited' });
      let received = '';
      const target = createTcpServer((socket) => {
        socket.setEncoding('latin1').on('data', (bytes: string) => {
          received += bytes;
          socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
        });
      }).listen(0, '127.0.0.1');
      await once(target, 'listening');
      const { port } = target.address() as AddressInfo;
      const hidden = 'POST /hidden HTTP/1.1\r\nHost: evil.test\r\nContent-Length: 0\r\n\r\n';
      const lines = [`Content-Length: ${hidden.length}`, '', hidden];
      const head = [`GET http://ok.test:${port}/ HTTP/1.1`, 'Host: ok.test', `Connection: ${named}`, ...lines];
      const client = place.connect();
      client.write(head.join('\r\n'));
      await once(client, 'data');
      client.destroy();
      target.close();
      expect(received.toLowerCase().split('\r\n\r\n')[0]).toContain(`\r\ncontent-length: ${hidden.length}\r\n`);
    },
  );

  it('says why in the words of the public Codex', async () => {
    await place.open();
    const answer = await place.say('GET http://evil.test/ HTTP/1.1\r\nHost: evil.test\r\n\r\n');
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head.toLowerCase()).toContain('x-proxy-error: blocked-by-allowlist');
    expect(JSON.parse(body)).toEqual({
      status: 'blocked',
      host: 'evil.test',
      reason: 'not_allowed',
      decision: 'deny',
      source: 'baseline_policy',
      protocol: 'http',
      port: 80,
      message: 'the rules of the permission profile do not allow this host',
    });
  });

  it.each([
    'http://ok.test@evil.test/',
    'http://ok.test%00.evil.test/',
    'http://ok.test:0/',
    'http://ok.test:99999/',
    'http:///',
    'https://ok.test/',
    'ftp://ok.test/',
    '/relative',
  ])('does not guess what %s means', async (url) => {
    await place.open();
    expect(await place.ask(url)).toBe('HTTP/1.1 403 Forbidden');
    expect(place.blocked.map(({ reason }) => reason)).toEqual(['malformed']);
    expect(place.seen).toEqual([]);
  });

  it.each([
    ['https://ok.test/path?token=secret', 'https://ok.test'],
    ['http://name:secret@ok.test:80/', 'http://***@ok.test:80'],
    ['/secret', '?'],
    ['ftp://a@secret@ok.test?secret', 'ftp://***@ok.test'],
  ])('tells of %s no more than whom it is about', async (url, shown) => {
    await place.open();
    const answer = await place.say(`GET ${url} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect([place.blocked.map(({ host }) => host), answer.includes('secret')]).toEqual([[shown], false]);
  });

  it('carries what a client says before it knows that it may, and all of the answer', async () => {
    await place.open();
    const request = `CONNECT ok.test:${place.webPort} HTTP/1.1\r\n\r\nGET /early HTTP/1.0\r\nHost: ok.test\r\n\r\n`;
    // This client has nothing more to say from the start.
    expect(await place.say(Buffer.from(request))).toMatch(/^HTTP\/1.1 200 .*hello\n$/s);
    expect(await place.say(Buffer.from(`CONNECT ok.test:${place.webPort} HTTP/1.1\r\n\r\n`))).toMatch(
      /^HTTP\/1.1 200 /,
    );
    expect(place.seen).toEqual(['GET ok.test /early']);
  });

  it.each(['127.0.0.1', '0x7f.1', '2130706433', '017700000001', '[::1]', '[::ffff:127.0.0.1]', '169.254.169.254'])(
    'does not lead to this machine as %s under rules that allow everything',
    async (name) => {
      await place.open({ ...local, allowedDomains: ['*'], localAddresses: 'denied' });
      const answers = [
        await place.ask(`http://${name}:${place.webPort}/`),
        await place.say(`CONNECT ${name}:${place.webPort} HTTP/1.1\r\n\r\n`),
      ];
      expect(answers.map((it) => it.split('\r\n')[0])).toEqual(Array(2).fill('HTTP/1.1 403 Forbidden'));
      expect(place.blocked.map(({ reason }) => reason)).toEqual(['local-address', 'local-address']);
      expect(place.seen).toEqual([]);
    },
  );

  it('looks at where an allowed name leads, and connects to nothing else', async () => {
    await place.open({ ...local, localAddresses: 'denied' });
    place.addresses = ['8.8.8.8', '127.0.0.1'];
    expect(await place.ask(`http://ok.test:${place.webPort}/`)).toBe('HTTP/1.1 403 Forbidden');
    place.addresses = [];
    expect(await place.ask('http://ok.test/')).toBe('HTTP/1.1 502 Bad Gateway');
    expect(place.looked).toEqual(['ok.test', 'ok.test']);
    expect(place.blocked).toEqual([
      { host: 'ok.test', port: place.webPort, protocol: 'http', reason: 'local-address' },
    ]);
  });

  it('looks a name up once for each request, so that what was checked is what is used', async () => {
    await place.open({ ...local, allowedDomains: ['ok.test', '127.0.0.1'], localAddresses: 'denied' });
    expect(await place.ask(`http://ok.test:${place.webPort}/`)).toBe('HTTP/1.1 200 OK');
    expect(place.looked).toEqual(['ok.test']);
  });

  it('decides anew about every request of a connection, redirected ones included', async () => {
    await place.open();
    const host = `ok.test:${place.webPort}`;
    const answer = await place.say(
      `GET http://${host}/away HTTP/1.1\r\nHost: x\r\n\r\nGET http://evil.test/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 302', 'HTTP/1.1 403']);
    expect(place.seen).toEqual(['GET ok.test /away']);
  });

  it('opens tunnels to allowed hosts only', async () => {
    await place.open();
    const port = place.webPort;
    const through = `CONNECT ok.test:${port} HTTP/1.1\r\n\r\nGET /in HTTP/1.1\r\nHost: ok.test\r\nConnection: close\r\n\r\n`;
    expect((await place.say(through)).match(/HTTP\/1.1 \d+|hello/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'hello']);
    for (const target of ['evil.test:443', 'ok.test@evil.test:443', 'ok.test', ':443', 'http://ok.test:443']) {
      expect((await place.say(`CONNECT ${target} HTTP/1.1\r\n\r\n`)).split('\r\n')[0]).toMatch(/ 40[03] /);
    }
    expect(place.seen).toEqual(['GET ok.test /in']);
  });

  it('does not carry an encrypted connection that is meant for somebody else', async () => {
    await place.open();
    const reached: Buffer[] = [];
    const target = createTcpServer((socket) => socket.on('data', (bytes) => reached.push(bytes))).listen(
      0,
      '127.0.0.1',
    );
    await once(target, 'listening');
    const { port } = target.address() as AddressInfo;
    const socket = place.connect();
    socket.write(`CONNECT ok.test:${port} HTTP/1.1\r\n\r\n`);
    await once(socket, 'data');
    const encrypted = connectTls({ socket, servername: 'evil.test' }).on('error', () => undefined);
    await new Promise((resolve) => encrypted.once('close', resolve));
    expect(place.blocked).toEqual([{ host: 'evil.test', port, protocol: 'connect', reason: 'not-allowed' }]);
    expect(reached).toEqual([]);
    target.close();
  });

  it('carries nothing that begins like an encrypted connection and cannot be read, and says so', async () => {
    await place.open();
    const port = place.webPort;
    const alert = '\x15\x03\x01\0\x02\x01Z';
    await place.say(`CONNECT ok.test:${port} HTTP/1.1\r\n\r\n${alert}`);
    expect(place.blocked).toEqual([{ host: 'ok.test', port, protocol: 'connect', reason: 'malformed' }]);
  });

  it('lets nothing be changed in limited mode, and nothing be hidden', async () => {
    await place.open({ ...local, mode: 'limited' });
    const url = `http://ok.test:${place.webPort}/`;
    expect(await place.ask(url)).toBe('HTTP/1.1 200 OK');
    expect(await place.ask(url, ['Content-Length: 0'], 'POST')).toBe('HTTP/1.1 403 Forbidden');
    expect(await place.say(`CONNECT ok.test:${place.webPort} HTTP/1.1\r\n\r\n`)).toContain('403');
    expect(place.blocked.map(({ reason, protocol }) => [protocol, reason])).toEqual([
      ['http', 'limited-mode'],
      ['connect', 'limited-mode'],
    ]);
  });

  it('passes bodies on, and keeps what was said to the proxy alone', async () => {
    await place.open();
    const received: unknown[] = [];
    place.web.removeAllListeners('request').on('request', async (incoming, outgoing) => {
      const { 'proxy-authorization': secret, upgrade, 'x-hop': hop, 'x-end': end } = incoming.headers;
      received.push(secret, upgrade, hop, end, await text(incoming));
      outgoing.writeHead(201, { 'set-cookie': ['a=1', 'b=2'] }).end('made');
    });
    const { port } = place.proxy.address() as AddressInfo;
    const headers = {
      'Proxy-Authorization': 'Basic eA==',
      Upgrade: 'websocket',
      Connection: 'x-hop',
      'X-Hop': '1',
      'X-End': '2',
    };
    const client = request({
      host: '127.0.0.1',
      port,
      method: 'PUT',
      path: `http://ok.test:${place.webPort}/`,
      headers,
    });
    client.end('x'.repeat(200_000));
    const [response] = await once(client, 'response');
    expect([response.statusCode, response.headers['set-cookie'], await text(response)]).toEqual([
      201,
      ['a=1', 'b=2'],
      'made',
    ]);
    expect(received).toEqual([undefined, undefined, undefined, '2', 'x'.repeat(200_000)]);
  });

  it.each([
    'HTTP/1.1 200 O\x01K\r\nX: a\x01b\r\n\r\n',
    'HTTP/1.1 999999 x\r\n\r\n',
    'HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
    'SSH-2.0-server\r\n',
    '',
  ])('takes no harm from a server that answers %j', async (answer) => {
    await place.open();
    const hostile = createTcpServer((socket) => socket.on('error', () => undefined).end(answer, 'latin1'));
    hostile.listen(0, '127.0.0.1');
    await once(hostile, 'listening');
    const { port } = hostile.address() as AddressInfo;
    expect(await place.ask(`http://ok.test:${port}/`)).toMatch(/^$|^HTTP\/1.1 (?:200 OK|502 Bad Gateway)$/);
    expect(await place.ask(`http://ok.test:${place.webPort}/`)).toBe('HTTP/1.1 200 OK');
    hostile.close();
  });

  describe('over SOCKS5', () => {
    const hello = Buffer.of(5, 1, 0);

    function wish(host: string | readonly number[], port: number, command = 1): Buffer {
      const address =
        typeof host === 'string'
          ? [3, host.length, ...Buffer.from(host, 'latin1')]
          : [host.length === 4 ? 1 : 4, ...host];
      return Buffer.from([5, command, 0, ...address, port >> 8, port & 0xff]);
    }

    async function answerTo(...said: readonly Buffer[]): Promise<readonly number[]> {
      return [...Buffer.from(await place.say(Buffer.concat(said)), 'latin1')].slice(0, 4);
    }

    it('connects to allowed hosts', async () => {
      await place.open(local, 'socks5');
      const said = [hello, wish('ok.test', place.webPort), Buffer.from('GET /socks HTTP/1.0\r\nHost: ok.test\r\n\r\n')];
      const heard = Buffer.from(await place.say(Buffer.concat(said)), 'latin1');
      expect([...heard.subarray(0, 12)]).toEqual([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
      expect(heard.subarray(12).toString()).toMatch(/^HTTP\/1.1 200.*hello\n$/s);
      expect(place.seen).toEqual(['GET ok.test /socks']);
    });

    it.each<[string, string | readonly number[], string]>([
      ['another name', 'evil.test', 'not-allowed'],
      ['a name with a null character', 'evil.test\0.ok.test', 'malformed'],
      ['this machine', [127, 0, 0, 1], 'not-allowed'],
      ['this machine in six', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1], 'not-allowed'],
    ])('does not connect to %s', async (_name, host, reason) => {
      await place.open(local, 'socks5');
      expect(await answerTo(hello, wish(host, place.webPort))).toEqual([5, 0, 5, 2]);
      expect(place.blocked.map((blocked) => blocked.reason)).toEqual([reason]);
      expect(place.seen).toEqual([]);
    });

    it('knows no other command, version or way to log in', async () => {
      await place.open(local, 'socks5');
      expect(await answerTo(hello, wish('ok.test', 1, 2))).toEqual([5, 0, 5, 7]);
      expect(await answerTo(hello, wish('ok.test', 1, 3))).toEqual([5, 0, 5, 7]);
      expect(await answerTo(Buffer.of(5, 1, 2))).toEqual([5, 0xff]);
      expect(await answerTo(Buffer.of(4, 1, 0, 80, 127, 0, 0, 1, 0))).toEqual([]);
      expect(await answerTo(Buffer.of(5))).toEqual([]);
      expect(await answerTo(hello, Buffer.of(5, 1, 0, 2, 0, 0))).toEqual([5, 0, 5, 8]);
      expect(place.blocked.map(({ host, port }) => `${host}:${port}`)).toEqual(['ok.test:1', '?:0']);
    });

    it('tells nothing about a client that is gone before it has said what it wants', async () => {
      await place.open(local, 'socks5');
      const whole = wish('ok.test', 80);
      for (let end = 0; end < whole.length; end += 1) {
        expect(await answerTo(hello, whole.subarray(0, end))).toEqual([5, 0]);
      }
      expect([place.blocked, place.looked]).toEqual([[], []]);
    });
  });
});
