import type { Duplex } from 'node:stream';
import { readFirstWords } from './client-hello.js';

/**
 * Joins two connections until one of them breaks. The other end may speak at once; what the client says is held back until it is clear
 * for whom it is meant.
 *
 * @param mayCarry decides about the host that an encrypted connection names; one that cannot be read is not carried
 */
export function joinTunnel(client: Duplex, target: Duplex, mayCarry: (serverName: string) => boolean): void {
  const end = (): void => {
    client.destroy();
    target.destroy();
  };
  for (const stream of [client, target]) stream.on('error', end).on('close', end);
  target.pipe(client);
  let held = Buffer.alloc(0);
  const listen = (bytes: Buffer): void => {
    held = Buffer.concat([held, bytes]);
    const words = readFirstWords(held);
    if (words.kind === 'incomplete') return;
    client.off('data', listen);
    const serverName = words.kind === 'tls' ? words.serverName : undefined;
    if (words.kind === 'garbled' || (serverName !== undefined && !mayCarry(serverName))) {
      end();
      return;
    }
    target.write(held);
    client.pipe(target);
  };
  client.on('data', listen);
  client.once('end', () => target.end());
  client.resume();
}
