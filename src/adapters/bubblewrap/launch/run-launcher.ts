import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay, setImmediate as nextRound } from 'node:timers/promises';
import type { SpawnOptions } from '../../../ports/process-sandbox.js';
import type { OpenTerminal } from '../../../ports/pseudo-terminals.js';
import { errorCode } from '../error-code.js';
import { hasEnded, isAlone } from '../placeholders/process-identity.js';
import { launchDescriptors } from '../plan/bubblewrap-plan.js';
import { HeldBackErrors } from './held-back-errors.js';
import { LauncherStatus } from './launcher-status.js';
import type { LauncherPipe } from './pipe-pool.js';
import { ProxyPassage } from './proxy-passage.js';
import { readRest } from './read-rest.js';
import { StartGate } from './start-gate.js';
import { type LauncherInput, type StartedLauncher, startLauncher } from './start-launcher.js';

/** How a run of bubblewrap ended; every process of the sandbox is gone by then and all output was delivered. */
export interface LauncherResult {
  /** From the status descriptor; present only if the command itself ran and ended. */
  readonly exitCode: number | undefined;
  /** The signal that ended bubblewrap itself. */
  readonly signal: NodeJS.Signals | null;
  /** What bubblewrap printed in place of the command. */
  readonly message: string;
  /** What became of the way to the proxy, where there is one. */
  readonly passage: ProxyPassage['state'] | undefined;
  /** Why the command was not let start in a sandbox that was set up. */
  readonly fault: string | undefined;
}

/** Bubblewrap while it runs. */
export interface RunningLauncher {
  /** Writes to the input of the command, or types in its terminal. */
  write(bytes: Uint8Array): void;
  /** What a writer waits for while the command has not read what was written. */
  room(): Promise<void> | undefined;
  /** Ends the input. */
  end(): void;
  readonly result: Promise<LauncherResult>;
  /** Kills bubblewrap, and with it everything inside. */
  kill(): void;
  /** Tells the process group that the command was started in; nothing happens where that is gone. */
  tell(signal: NodeJS.Signals): void;
}

const maxDrainMs = 5_000;
const maxEagerMs = 0.5;

/** Starts bubblewrap once and follows it to its end. Throws what the system says when it cannot even be started. */
export function runLauncher(input: LauncherInput, onOutput: SpawnOptions['onOutput']): RunningLauncher {
  const launcher = startLauncher(input);
  const { child } = launcher;
  const { terminal } = input;
  const status = new LauncherStatus(launcher.status);
  const errors = new HeldBackErrors(onOutput);
  const passage = input.proxy === undefined ? undefined : new ProxyPassage(child, input.proxy);
  const gate = openGate(launcher, { input, status });
  const streams = [
    ...(passage === undefined ? [] : [passage]),
    ...(terminal === 'inherited' ? [] : [outputOf({ ...launcher, terminal }, onOutput)]),
    listenTo({ pipe: launcher.errors, otherwise: child.stderr }, (bytes) => errors.push(bytes)),
    listen(child.stdio[launchDescriptors.status], (bytes) => status.push(bytes.toString('utf8'))),
  ];
  const stdin = input.inputPipe?.stream() ?? child.stdin ?? undefined;
  stdin?.on('error', () => stdin.destroy());
  const result = follow({ child, streams, status, errors, passage, gate }).finally(() => {
    status.close();
    launcher.release();
  });
  const tell = (signal: NodeJS.Signals): void => {
    status.readOn();
    tellGroup(child, status.initPid, signal);
  };
  return { ...inputOf(stdin, terminal), result, kill: () => killSandbox(child, status), tell };
}

function openGate(
  { child, gate }: StartedLauncher,
  { input: { check }, status }: { readonly input: LauncherInput; readonly status: LauncherStatus },
): StartGate | undefined {
  if (check === undefined) return undefined;
  const firstPid = (): number | undefined => {
    status.readOn();
    return status.initPid;
  };
  return new StartGate({ child, channel: gate, check, firstPid, refuse: () => killSandbox(child, status) });
}

function outputOf(
  { child, output, terminal }: StartedLauncher & { readonly terminal: OpenTerminal | undefined },
  onOutput: SpawnOptions['onOutput'],
): Listening {
  if (terminal !== undefined) return { closed: terminal.ended, stop: () => terminal.close() };
  return listenTo({ pipe: output, otherwise: child.stdout }, (bytes) => onOutput({ stream: 'stdout', bytes }));
}

function inputOf(
  stdin: Writable | undefined,
  terminal: LauncherInput['terminal'],
): Pick<RunningLauncher, 'write' | 'room' | 'end'> {
  if (terminal === 'inherited') return { write: () => undefined, room: () => undefined, end: () => undefined };
  if (terminal !== undefined) {
    return { write: (bytes) => terminal.write(bytes), room: () => undefined, end: () => terminal.write(endOfInput) };
  }
  return {
    write: (bytes) => {
      if (stdin?.writable) stdin.write(bytes);
    },
    room: () => roomIn(stdin),
    end: () => void stdin?.end(),
  };
}

/** What a person types at a terminal to end the input: Ctrl-D. */
const endOfInput = Uint8Array.of(4);

interface Listening {
  readonly closed: Promise<void>;
  /** Delivers what is left, when nobody can write any more; without it, the end has to be waited for. */
  finish?(): void;
  stop(): void;
}

interface Followed {
  readonly child: ChildProcess;
  readonly streams: readonly Listening[];
  readonly status: LauncherStatus;
  readonly errors: HeldBackErrors;
  readonly passage: ProxyPassage | undefined;
  readonly gate: StartGate | undefined;
}

async function follow({ child, streams, status, errors, passage, gate }: Followed): Promise<LauncherResult> {
  try {
    const signal = await exitOf(child);
    status.readOn();
    if (status.initPid === undefined) await drained(streams);
    else await othersGone(status.initPid);
    for (const stream of streams) stream.finish?.();
    await drained(streams);
    if (status.exitCode !== undefined || signal !== null) errors.flush();
    return {
      exitCode: status.exitCode,
      signal,
      message: errors.take().toString('utf8'),
      passage: passage?.state,
      fault: gate?.fault,
    };
  } finally {
    for (const stream of streams) stream.stop();
  }
}

function exitOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (_code, signal) => resolve(signal));
  });
}

/** Everything inside dies with bubblewrap, so the streams end by themselves; the limit is for a kernel that takes its time. */
async function drained(streams: readonly Listening[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, maxDrainMs);
  });
  await Promise.race([Promise.all(streams.map(({ closed }) => closed)), limit]);
  clearTimeout(timer);
}

/** What a command left in the background may still write for a moment after bubblewrap has ended. */
async function othersGone(initPid: number): Promise<void> {
  const start = performance.now();
  for (let waitedMs = 0; waitedMs < maxDrainMs && !isAlone(initPid); waitedMs = performance.now() - start) {
    // It is a matter of microseconds as a rule, and the shortest timer would take longer than all of our own work.
    await (waitedMs < maxEagerMs ? nextRound() : delay(1));
  }
}

/** The last bytes are read at once: their end comes only when the kernel has taken the sandbox apart. */
function listenTo(
  { pipe, otherwise }: { readonly pipe: LauncherPipe | undefined; readonly otherwise: Readable | null },
  onData: (bytes: Buffer) => unknown,
): Listening {
  if (pipe === undefined) return listen(otherwise, onData);
  const stream = new Socket({ fd: pipe.readEnd, readable: true, writable: false });
  const { closed, stop } = listen(stream, (bytes) => holdBack(stream, onData(bytes)));
  let finished = (): void => undefined;
  const finish = (): void => {
    // Whatever was held back is little by now, and comes out as if it had been read in time.
    while (stream.read() !== null);
    if (!stream.destroyed) readRest(pipe.readEnd, onData);
    stop();
    finished();
  };
  return { closed: Promise.race([closed, new Promise<void>((resolve) => (finished = resolve))]), finish, stop };
}

/** Has a command wait with what it prints next until the last piece was taken, where somebody wants that. */
function holdBack(stream: Socket, taken: unknown): void {
  if (!(taken instanceof Promise)) return;
  const goOn = (): void => void stream.resume();
  stream.pause();
  taken.then(goOn, goOn);
}

function listen(stream: Readable | Writable | null | undefined, onData: (bytes: Buffer) => void): Listening {
  if (stream === null || stream === undefined) return { closed: Promise.resolve(), stop: () => undefined };
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  stream.on('data', onData);
  stream.on('error', () => stream.destroy());
  return { closed, stop: () => void stream.destroy() };
}

/** The first process of the sandbox leads the group, and its number on the host is only reused once bubblewrap has ended. */
function tellGroup(child: ChildProcess, leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined || child.exitCode !== null || child.signalCode !== null || hasEnded(leader)) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/**
 * Until its number is known, the first process of the sandbox is reached through the group of bubblewrap. Later it has a session of its own,
 * and dies with bubblewrap only once it has asked for that, which may be after the command has started.
 */
function killSandbox(child: ChildProcess, status: LauncherStatus): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  status.readOn();
  const { initPid } = status;
  const isThere = initPid !== undefined && !hasEnded(initPid);
  // Bubblewrap goes first, because it would report how the other one has ended as if that were the end of the command.
  killIfThere(-child.pid);
  if (isThere) killIfThere(initPid);
}

function killIfThere(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** Until a pipe has taken what was written, or takes nothing any more. */
function roomIn(stream: Writable | undefined): Promise<void> | undefined {
  if (stream?.writableNeedDrain !== true || stream.destroyed) return undefined;
  return new Promise((resolve) => {
    const goOn = (): void => {
      for (const event of ['drain', 'error', 'close']) stream.off(event, goOn);
      resolve();
    };
    for (const event of ['drain', 'error', 'close']) stream.on(event, goOn);
  });
}
