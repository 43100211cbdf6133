import type { Socket } from 'node:net';
import type { SpawnOptions } from '../../ports/process-sandbox.js';
import { invalidHandle, nativeFailure } from './native-call.js';
import type { Handle, NativeFunctions } from './native-functions.js';
import { openVerifiedPipe, type PipeOwners } from './verified-pipe.js';

/** What a command gets as input, output and error, and our ends of it. */
export interface StandardHandles {
  readonly handles: readonly [Handle, Handle, Handle];
  readonly stdin: Socket | undefined;
  readonly stdout: Socket;
  readonly stderr: Socket;
}

/** Opens the standard handles of a command. Nobody inherits them yet: another process that starts meanwhile must not hold them open. */
export async function openStandardHandles(
  { stdin }: Pick<SpawnOptions, 'stdin'>,
  native: NativeFunctions,
  owners: PipeOwners,
): Promise<StandardHandles> {
  const [input, output, error] = await Promise.all([
    stdin === 'open' ? openVerifiedPipe(native, owners) : openNothing(native, owners),
    openVerifiedPipe(native, owners),
    openVerifiedPipe(native, owners),
  ]);
  return {
    handles: [input.handle, output.handle, error.handle],
    stdin: input.socket,
    stdout: output.socket,
    stderr: error.socket,
  };
}

const read = 0x8000_0000;
const shareAll = 0x7;
const openExisting = 3;

/** A device that is always at its end. */
async function openNothing(
  native: NativeFunctions,
  { inherited }: PipeOwners,
): Promise<{ readonly handle: Handle; readonly socket: undefined }> {
  const handle = native.CreateFileW('\\\\.\\NUL', read, shareAll, null, openExisting, 0, 0);
  if (handle === invalidHandle) throw nativeFailure('open the null device', native.GetLastError());
  return { handle: inherited.add(handle, native.CloseHandle), socket: undefined };
}
