import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ProxySession } from '../../../ports/network-proxy.js';
import type { OpenTerminal } from '../../../ports/pseudo-terminals.js';
import { launchDescriptors } from '../plan/bubblewrap-plan.js';
import { type ChildDescriptor, spawnChild } from '../spawn-child.js';
import type { DescriptorGuard } from './descriptor-guard.js';
import type { InputPipe } from './input-pipe.js';
import { LaunchPipes, passOn, type WhenSent } from './launch-pipes.js';
import type { LauncherPipe, PipePool } from './pipe-pool.js';
import type { StartCheck } from './start-check.js';

/** Everything that one start of bubblewrap needs. */
export interface LauncherInput {
  readonly binary: string;
  readonly arguments: readonly string[];
  /** Options that must not show in the argument list, such as the environment of the command. */
  readonly settings: readonly string[];
  /** The system-call filter. */
  readonly filter: Uint8Array;
  /** Takes the connections that the command makes to its proxy; absent where it has none. */
  readonly proxy: ProxySession<Duplex> | undefined;
  readonly stdin: 'closed' | 'open';
  /** What an open input comes through; Node.js makes a socket where it is absent. */
  readonly inputPipe?: InputPipe | undefined;
  readonly pipes: PipePool;
  readonly guard: DescriptorGuard;
  /** Decides about the sandbox, once it is set up, before the command starts; without it the command starts at once. */
  readonly check: StartCheck | undefined;
  /**
   * What the command reads and writes in place of pipes: a terminal, or the standard streams of this process. Errors of bubblewrap still come
   * through a pipe.
   */
  readonly terminal?: OpenTerminal | 'inherited';
}

/** Bubblewrap right after its start, with the pipes that it writes to, where there are any. */
export interface StartedLauncher {
  readonly child: ChildProcess;
  readonly output: LauncherPipe | undefined;
  readonly errors: LauncherPipe | undefined;
  readonly status: LauncherPipe | undefined;
  /** What bubblewrap waits for before it starts the command, where there is something to check. */
  readonly gate: Socket | undefined;
  /** Gives the pipes back, once everything in the sandbox is gone and what came through them was read. */
  release(): void;
}

const attempts = 3;

/** Starts bubblewrap in a process group of its own, with nothing of ours but the descriptors that it needs. */
export function startLauncher(input: LauncherInput): StartedLauncher {
  try {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const launch = new Launch(input);
      if (launch.isTight()) return launch.proceed();
      launch.abandon();
    }
    throw new Error('descriptors that every child inherits were opened again and again while bubblewrap was started');
  } finally {
    input.inputPipe?.closeReadEnd();
    if (input.terminal !== 'inherited') input.terminal?.closeDevice();
  }
}

/** One start of bubblewrap, which waits for its settings before it does anything. */
class Launch {
  readonly #input: LauncherInput;
  readonly #pipes: LaunchPipes;
  readonly #outgoing: ReadonlyMap<number, LauncherPipe | undefined>;
  readonly #incoming: Pick<StartedLauncher, 'output' | 'errors' | 'status'>;
  readonly #child: ChildProcess;
  readonly #length: number;

  constructor(input: LauncherInput) {
    const { terminal } = input;
    const pipes = new LaunchPipes(input.pipes);
    try {
      const output = terminal === undefined ? pipes.incoming() : undefined;
      this.#incoming = { output, errors: pipes.incoming(), status: pipes.incoming() };
      const read = [launchDescriptors.settings, launchDescriptors.filter];
      this.#outgoing = new Map(read.map((descriptor) => [descriptor, pipes.outgoing()]));
      const stdio = this.#descriptors(input);
      this.#length = stdio.length;
      this.#child = spawnLauncher(input, stdio);
    } catch (error) {
      pipes.closeOurs();
      pipes.release();
      throw error;
    } finally {
      pipes.closeTheirs();
    }
    this.#input = input;
    this.#pipes = pipes;
  }

  /** Whether bubblewrap has got no descriptor that nobody meant it to have. */
  isTight(): boolean {
    return this.#child.pid === undefined || this.#input.guard.isTight(this.#child.pid, this.#length);
  }

  /** Gives bubblewrap what it waits for. */
  proceed(): StartedLauncher {
    const { settings, filter } = this.#input;
    // INVARIANT: without a filter bubblewrap fails, so nothing runs should we end before the last of the settings is written.
    const commit = (isWhole: boolean): void =>
      this.#send(launchDescriptors.filter, isWhole ? filter : new Uint8Array());
    this.#send(launchDescriptors.settings, Buffer.from(settings.map((text) => `${text}\0`).join('')), commit);
    return { child: this.#child, ...this.#incoming, gate: this.#gate(), release: () => this.#pipes.release() };
  }

  /** Ends bubblewrap before it has done anything. */
  abandon(): void {
    const child = this.#child;
    child.once('exit', () => this.#pipes.release());
    // It has to be killed first, because the end of what it reads would let it go on.
    child.kill('SIGKILL');
    child.stdin?.destroy();
    this.#pipes.closeOurs();
  }

  #gate(): Socket | undefined {
    const channels: readonly unknown[] = this.#child.stdio;
    const last = this.#input.check === undefined ? undefined : channels[this.#length - 1];
    return last instanceof Socket ? last : undefined;
  }

  #send(descriptor: number, bytes: Uint8Array, whenSent?: WhenSent): void {
    const pipe = this.#outgoing.get(descriptor);
    if (pipe !== undefined) {
      this.#pipes.fill(pipe, bytes, whenSent);
      return;
    }
    const channel = this.#child.stdio[descriptor];
    if (channel instanceof Socket) passOn(channel, bytes, whenSent);
  }

  #descriptors({ stdin, inputPipe, terminal, proxy, check }: LauncherInput): ChildDescriptor[] {
    const { output, errors, status } = this.#incoming;
    const [input, print] = terminal === 'inherited' ? [0, 1] : [terminal?.device, terminal?.device];
    return [
      input ?? inputPipe?.readEnd ?? (stdin === 'open' ? 'pipe' : 'ignore'),
      print ?? output?.writeEnd ?? 'pipe',
      errors?.writeEnd ?? 'pipe',
      this.#outgoing.get(launchDescriptors.settings)?.readEnd ?? 'pipe',
      status?.writeEnd ?? 'pipe',
      this.#outgoing.get(launchDescriptors.filter)?.readEnd ?? 'pipe',
      ...(proxy === undefined ? [] : ['ipc' as const]),
      ...(check === undefined ? [] : ['pipe' as const]),
    ];
  }
}

function spawnLauncher(input: LauncherInput, stdio: readonly ChildDescriptor[]): ChildProcess {
  const { binary, arguments: args, guard, check } = input;
  const gate = check === undefined ? [] : ['--block-fd', String(stdio.length - 1)];
  const withheld = guard.withheld(stdio.length);
  const nowhere = withheld.length === 0 ? undefined : openSync('/dev/null', 'r');
  const all = [...stdio];
  for (const descriptor of withheld) {
    while (all.length < descriptor) all.push('ignore');
    all[descriptor] = nowhere ?? 'ignore';
  }
  try {
    return spawnChild(binary, [...gate, ...args], { stdio: all, detached: true });
  } finally {
    if (nowhere !== undefined) closeSync(nowhere);
  }
}
