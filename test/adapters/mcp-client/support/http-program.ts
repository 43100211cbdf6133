import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { McpTransport } from '../../../../src/domain/config/mcp-servers.js';
import { everythingServer } from './mcp-bench.js';

/** The server that has everything, over HTTP on a port of its own. */
export class HttpProgram implements AsyncDisposable {
  readonly url: string;
  readonly #end: () => Promise<unknown>;

  private constructor(url: string, end: () => Promise<unknown>) {
    this.url = url;
    this.#end = end;
  }

  static async start(port?: number): Promise<HttpProgram> {
    const chosen = port ?? (await freePort());
    const { command, args } = everythingServer('streamableHttp');
    const child = spawn(command, args, {
      env: { PATH: process.env.PATH, PORT: String(chosen) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'exit');
    await new Promise<void>((resolve, reject) => {
      const look = (bytes: Buffer): void => {
        if (String(bytes).includes('listening')) resolve();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('exit', () => reject(new Error('the server ended')));
    });
    return new HttpProgram(`http://127.0.0.1:${chosen}/mcp`, async () => {
      child.kill('SIGKILL');
      await ended;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }
}

/** How a server at an address is reached. */
export function httpServer(
  url: string,
  more: Partial<Extract<McpTransport, { kind: 'http' }>> = {},
): Extract<McpTransport, { kind: 'http' }> {
  return { kind: 'http', url, headers: {}, headerVariables: {}, ...more };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
