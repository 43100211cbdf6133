import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { CodexError } from '../../domain/codex-error.js';
import { invalidHandle, nativeFailure, need } from './native-call.js';
import type { Handle, NativeFunctions } from './native-functions.js';
import type { Resources } from './resources.js';

/** Both ends of a pipe: ours, and the handle that a command inherits. */
export interface VerifiedPipe {
  readonly socket: Socket;
  readonly handle: Handle;
}

/** Who closes what: our ends live as long as the command, those of the command only until it has started. */
export interface PipeOwners {
  readonly resources: Resources;
  readonly inherited: Resources;
}

const readWrite = 0xc000_0000;
const openExisting = 3;
const greetingBytes = 32;
const maxGreetingMs = 10_000;

/**
 * Makes a pipe to a command. Node.js can only serve named pipes, and every process of the session sees their names; so the end for the
 * command says a secret first, and a connection that does not is dropped.
 */
export async function openVerifiedPipe(
  native: NativeFunctions,
  { resources, inherited }: PipeOwners,
): Promise<VerifiedPipe> {
  const name = `\\\\.\\pipe\\codex-sdk-${randomUUID()}`;
  const server = resources.add(createServer(), (each) => each.close());
  server.listen(name);
  await once(server, 'listening');
  const greeting = randomBytes(greetingBytes);
  const greeted = firstGreeting(server, greeting);
  const handle = native.CreateFileW(name, readWrite, 0, null, openExisting, 0, 0);
  if (handle === invalidHandle) throw nativeFailure('open a pipe', native.GetLastError());
  inherited.add(handle, native.CloseHandle);
  const sent = native.WriteFile(handle, greeting, greeting.length, Buffer.alloc(4), null);
  need(native, 'write to a pipe', sent);
  const socket = resources.add(await greeted, (each) => each.destroy());
  server.close();
  return { socket, handle };
}

/** The first connection that says what is expected. */
function firstGreeting(server: Server, expected: Buffer): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const failure = new CodexError('sandbox-unavailable', 'a pipe to the command could not be opened in time');
    const timer = setTimeout(() => reject(failure), maxGreetingMs);
    server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      readGreeting(socket, (said) => {
        if (!timingSafeEqual(said, expected)) {
          socket.destroy();
          return;
        }
        clearTimeout(timer);
        resolve(socket);
      });
    });
  });
}

function readGreeting(socket: Socket, onRead: (said: Buffer) => void): void {
  const look = (): void => {
    const said: unknown = socket.read(greetingBytes);
    if (!Buffer.isBuffer(said) || said.length !== greetingBytes) return;
    socket.off('readable', look);
    onRead(said);
  };
  socket.on('readable', look);
}
