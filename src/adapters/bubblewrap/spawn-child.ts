import { type ChildProcess, type StdioNull, type StdioPipe, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** What becomes a descriptor of a child. */
export type ChildDescriptor = StdioPipe | StdioNull | 'ipc' | number;

/** How a child is started, in the root directory and with no variable at all. */
export interface ChildOptions {
  readonly stdio: readonly ChildDescriptor[];
  readonly detached?: true;
  readonly timeoutMs?: number;
}

/** Node.js opens some for the time of a start, besides the two ends of every pipe. */
const descriptorsPerStart = 4;

/**
 * Starts a program, or throws when this process has too many files open. Node.js itself says that in an event that comes too late for whoever
 * wants to use the streams, makes none, and never closes the pipes that it had opened by then.
 */
export function spawnChild(program: string, args: readonly string[], options: ChildOptions): ChildProcess {
  const { stdio, detached = false, timeoutMs } = options;
  const pipes = stdio.filter((it) => it === 'pipe' || it === 'ipc').length;
  if (pipes > 0) tryDescriptors(2 * pipes + descriptorsPerStart);
  // Neither the loader nor the program may be steered by variables that are meant for a command.
  const started = spawn(program, args, {
    cwd: '/',
    env: {},
    detached,
    stdio: [...stdio],
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' }),
  });
  const streams: readonly unknown[] | undefined = started.stdio;
  if (streams !== undefined) return started;
  started.once('error', () => undefined);
  throw new Error(`\`${program}\` could not be started, because this process has too many files open`);
}

/** Throws where there are not so many descriptors left. */
function tryDescriptors(count: number): void {
  const opened: number[] = [];
  try {
    while (opened.length < count) opened.push(openSync('/dev/null', 'r'));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
