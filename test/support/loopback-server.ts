import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** A server on this machine that takes connections and says nothing. */
export class LoopbackServer {
  /** Ends with 0 when the server is reached. */
  readonly connect: readonly [string, ...string[]];
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    const script = `require('net').connect(${port}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
    this.connect = [process.execPath, '-e', script];
  }

  static async open(): Promise<LoopbackServer> {
    const server = createServer((socket) => socket.on('error', () => undefined).resume());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return new LoopbackServer(server, address.port);
  }

  async close(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}
