import { once } from 'node:events';
import { type AddressInfo, connect as connectTo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Place } from './support/place.js';

/** A server that takes every connection and never answers. */
class Silence {
  readonly open = new Set<Socket>();
  taken = 0;
  readonly #server: Server = createServer((socket) => {
    this.taken += 1;
    this.open.add(socket);
    socket
      .on('error', () => undefined)
      .on('close', () => this.open.delete(socket))
      .resume();
  });

  async start(): Promise<void> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
  }

  request(path: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `GET http://ok.test:${port}/${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  }

  close(): void {
    for (const socket of this.open) socket.destroy();
    this.#server.close();
  }
}

describe('the connections that a proxy makes for a command', () => {
  let place: Place;
  let silence: Silence;
  const warnings: Error[] = [];
  const warned = (warning: Error): void => void warnings.push(warning);
  beforeEach(async () => {
    [place, silence] = [new Place(), new Silence()];
    warnings.length = 0;
    process.on('warning', warned);
    await Promise.all([place.open(), silence.start()]);
  });
  afterEach(() => {
    process.off('warning', warned);
    place.close();
    silence.close();
  });

  function connect(): Socket {
    return place.connect().on('error', () => undefined);
  }

  it('are one for each of its own, however many requests it sends ahead', async () => {
    const client = connect();
    client.write(silence.request('first'));
    await expect.poll(() => silence.open.size).toBe(1);
    client.write(silence.request('next').repeat(10));
    expect(await place.ask(`http://ok.test:${place.webPort}/`)).toBe('HTTP/1.1 200 OK');
    expect([silence.taken, client.destroyed]).toEqual([1, false]);
    client.destroy();
    await expect.poll(() => silence.open.size).toBe(0);
    expect(silence.taken).toBe(1);
  });

  it('end with the one of a command that sends more requests ahead than anybody means well with', async () => {
    const client = connect();
    client.write(silence.request('many').repeat(2_000));
    await new Promise((resolve) => client.resume().once('close', resolve));
    await expect.poll(() => silence.open.size).toBe(0);
    expect(silence.taken).toBeLessThanOrEqual(1);
  });

  it('answer what was sent ahead in its turn', async () => {
    const host = `ok.test:${place.webPort}`;
    const line = (path: string, last = ''): string => `GET http://${host}/${path} HTTP/1.1\r\nHost: x\r\n${last}\r\n`;
    const answer = await place.say(`${line('a')}${line('b')}${line('c', 'Connection: close\r\n')}`);
    expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual(Array(3).fill('HTTP/1.1 200'));
    expect(place.seen).toEqual(['a', 'b', 'c'].map((path) => `GET ok.test /${path}`));
  });

  it.each<[string, 'http' | 'socks5', Buffer]>([
    ['a tunnel', 'http', Buffer.from('CONNECT evil.test:443 HTTP/1.1\r\n\r\n')],
    ['SOCKS', 'socks5', Buffer.from('\x05\x01\0\x05\x01\0\x03\x09evil.test\x01\xbb', 'latin1')],
    ['nothing that is understood', 'socks5', Buffer.from('\x04\x01', 'latin1')],
  ])(
    'leave room for others after many that were refused %s, whatever their clients said too early',
    async (_, protocol, wish) => {
      const open = new Set<Socket>();
      const entrance = createServer((socket) => {
        open.add(socket.once('close', () => open.delete(socket)));
        place.session.serve(socket, protocol);
      });
      await once(entrance.listen(0, '127.0.0.1'), 'listening');
      const { port } = entrance.address() as AddressInfo;
      for (let round = 0; round < 20; round += 1) {
        const client = connectTo(port, '127.0.0.1').on('error', () => undefined);
        client.end(Buffer.concat([wish, Buffer.from('too early')]));
        await new Promise((resolve) => client.resume().once('close', resolve));
      }
      await expect.poll(() => open.size).toBe(0);
      entrance.close();
    },
  );

  it('end with the session', async () => {
    const clients = Array.from({ length: 40 }, () => connect());
    for (const [index, client] of clients.entries()) client.write(silence.request(String(index)));
    await expect.poll(() => silence.open.size).toBe(40);
    place.session.close();
    await expect.poll(() => silence.open.size).toBe(0);
    expect(warnings).toEqual([]);
  });
});
