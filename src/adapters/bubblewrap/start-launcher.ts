import { type ChildProcess, type StdioNull, type StdioPipe, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { ProxySession } from '../../ports/network-proxy.js';
import type { OpenTerminal } from '../../ports/pseudo-terminals.js';
import { leakingDescriptors } from './leaking-descriptors.js';
import type { OutputPipe, PipePool } from './pipe-pool.js';

/** Everything that one start of bubblewrap needs. */
export interface LauncherInput {
  readonly binary: string;
  readonly arguments: readonly string[];
  /** Options that must not show in the argument list, such as the environment of the command. */
  readonly settings: readonly string[];
  /** The system-call filter. */
  readonly filter: Uint8Array | undefined;
  /** Takes the connections that the command makes to its proxy; absent where it has none. */
  readonly proxy: ProxySession<Duplex> | undefined;
  readonly stdin: 'closed' | 'open';
  readonly pipes: PipePool;
  /**
   * What the command reads and writes in place of pipes: a terminal, or the standard streams of this process. Errors of bubblewrap still come
   * through a pipe.
   */
  readonly terminal?: OpenTerminal | 'inherited';
}

/** Bubblewrap right after its start, with the pipes for standard output and error where there are any. */
export interface StartedLauncher {
  readonly child: ChildProcess;
  readonly outputs: readonly [OutputPipe | undefined, OutputPipe | undefined];
}

/** Starts bubblewrap in a process group of its own, with nothing of ours but the descriptors that it needs. */
export function startLauncher(input: LauncherInput): StartedLauncher {
  const { pipes, terminal } = input;
  const outputs = [terminal === undefined ? pipes.acquire() : undefined, pipes.acquire()] as const;
  const nowhere = openSync('/dev/null', 'r');
  try {
    const stdio = descriptors(input, outputs, nowhere);
    // Neither the loader nor bubblewrap may be steered by variables that are meant for the command.
    const child = spawn(input.binary, input.arguments, { cwd: '/', env: {}, detached: true, stdio });
    return { child, outputs };
  } catch (error) {
    for (const output of outputs) if (output !== undefined) closeSync(output.readEnd);
    for (const output of outputs) output?.release();
    throw error;
  } finally {
    if (terminal !== 'inherited') terminal?.closeDevice();
    closeSync(nowhere);
    for (const output of outputs) if (output !== undefined) closeSync(output.writeEnd);
  }
}

type Stdio = StdioPipe | StdioNull | 'ipc' | number;

function descriptors(
  { stdin, filter, proxy, terminal }: LauncherInput,
  [output, errors]: StartedLauncher['outputs'],
  nowhere: number,
): Stdio[] {
  const [input, print] = terminal === 'inherited' ? [0, 1] : [terminal?.device, terminal?.device];
  const stdio: Stdio[] = [
    input ?? (stdin === 'open' ? 'pipe' : 'ignore'),
    print ?? output?.writeEnd ?? 'pipe',
    errors?.writeEnd ?? 'pipe',
    'pipe',
    'pipe',
    ...(filter === undefined ? [] : ['pipe' as const]),
    ...(proxy === undefined ? [] : ['ipc' as const]),
  ];
  for (const descriptor of leakingDescriptors(stdio.length)) {
    while (stdio.length < descriptor) stdio.push('ignore');
    stdio[descriptor] = nowhere;
  }
  return stdio;
}
