import { connect, type Socket } from 'node:net';

const attemptTimeoutMs = 10_000;

/** Connects to the first of these addresses that answers. Addresses only: nothing is looked up any more. */
export async function openConnection(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
): Promise<Socket | undefined> {
  for (const address of addresses) {
    const socket = await attempt(address, port, signal);
    if (socket !== undefined || signal.aborted) return socket;
  }
  return undefined;
}

function attempt(host: string, port: number, signal: AbortSignal): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined);
    const socket = connect({ host, port, noDelay: true });
    const giveUp = (): void => {
      socket.destroy();
      signal.removeEventListener('abort', giveUp);
      resolve(undefined);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    socket.setTimeout(attemptTimeoutMs, giveUp);
    socket.once('error', giveUp);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', giveUp);
      signal.removeEventListener('abort', giveUp);
      // Whoever takes the connection over listens for what goes wrong with it; until then nothing may be thrown.
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
  });
}
