import { setTimeout as delay } from 'node:timers/promises';
import { need } from './native-call.js';
import type { Handle, NativeFunctions } from './native-functions.js';

const waitTimeout = 0x102;
const maxPauseMs = 50;

/**
 * Waits until a process has ended. A thread that waits for each command would use up those that Node.js has for files, so the process is
 * looked at: whenever one of its streams ends, which is when most commands end, and otherwise a few times a second.
 *
 * @param streams settle when a stream of the process ends
 */
export async function exitCodeOf(
  process: Handle,
  native: NativeFunctions,
  streams: readonly Promise<unknown>[],
): Promise<number> {
  const pending = new Set(streams);
  for (const stream of streams) void stream.then(() => pending.delete(stream));
  for (
    let pauseMs = 1;
    native.WaitForSingleObject(process, 0) === waitTimeout;
    pauseMs = Math.min(2 * pauseMs, maxPauseMs)
  ) {
    await pause(pauseMs, [...pending]);
  }
  const stored = Buffer.alloc(4);
  need(native, 'read how the command ended', native.GetExitCodeProcess(process, stored));
  return stored.readUInt32LE();
}

async function pause(ms: number, wakers: readonly Promise<unknown>[]): Promise<void> {
  const limit = new AbortController();
  const over = delay(ms, undefined, { signal: limit.signal }).catch(() => undefined);
  await Promise.race([over, ...wakers]);
  limit.abort();
}
