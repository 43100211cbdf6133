import type { Duplex } from 'node:stream';
import { type FirstWords, readFirstWords } from './client-hello.js';

/**
 * Joins two connections until one of them breaks. The other end may speak at once; what the client says is held back until it is clear
 * for whom it is meant.
 *
 * @param mayCarry decides about what the client says first
 */
export function joinTunnel(client: Duplex, target: Duplex, mayCarry: (words: FirstWords) => boolean): void {
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
    if (mayCarry(words)) {
      target.write(held);
      client.pipe(target);
    } else end();
  };
  client.on('data', listen);
  if (client.readableEnded) target.end();
  else client.once('end', () => target.end());
  client.resume();
}
