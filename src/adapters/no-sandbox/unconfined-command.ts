import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { CodexError } from '../../domain/codex-error.js';
import type {
  CommandOutcome,
  CommandTerminal,
  SandboxedProcess,
  SandboxPlan,
  SpawnOptions,
} from '../../ports/process-sandbox.js';
import { killGroup, killTree, signalGroup } from './kill-tree.js';
import { type End, outcomeOf } from './outcome-of.js';
import type { OutputPipe, OutputPipes } from './output-pipes.js';
import { startArguments } from './start-arguments.js';

/** What a command is started from. */
export interface UnconfinedStart {
  readonly plan: SandboxPlan;
  readonly options: SpawnOptions;
  readonly pipes: OutputPipes;
  /** What becomes of processes that the command leaves behind in its group. */
  readonly background: 'left' | 'killed';
}

/** How long to wait for output that a background process may still hold open after the command has ended. */
const maxDrainMs = 500;

/** A command that runs with all rights of this process, in a process group of its own. */
export class UnconfinedCommand implements SandboxedProcess {
  readonly outcome: Promise<CommandOutcome>;
  #child: ChildProcess | undefined;
  #ended = false;
  #stopped: 'timed-out' | 'aborted' | undefined;

  constructor(start: UnconfinedStart) {
    this.outcome = this.#run(start);
  }

  write(bytes: Uint8Array): void {
    const stdin = this.#child?.stdin;
    if (stdin?.writable) stdin.write(bytes);
  }

  room(): Promise<void> | undefined {
    return roomIn(this.#child?.stdin);
  }

  end(): void {
    this.#child?.stdin?.end();
  }

  kill(): void {
    this.#stop('aborted');
  }

  async #run({ plan, options, pipes, background }: UnconfinedStart): Promise<CommandOutcome> {
    if (options.signal?.aborted) return { kind: 'aborted' };
    const inherits = options.terminal?.otherwise === 'inherited-streams';
    const outputs = inherits ? none : openOutputs(pipes);
    const started = start(plan, options, outputs);
    if (started instanceof Error) return unstarted(started, plan);
    this.#child = started;
    if (inherits) options.terminal?.onGiven?.(inheritedTerminal(started));
    const ended = endOf(started);
    const abort = (): void => this.kill();
    options.signal?.addEventListener('abort', abort, { once: true });
    const timer =
      options.timeoutMs === undefined ? undefined : setTimeout(() => this.#stop('timed-out'), options.timeoutMs);
    const streams = [
      listen(streamOf(outputs[0], started.stdout), (bytes) => options.onOutput({ stream: 'stdout', bytes })),
      listen(streamOf(outputs[1], started.stderr), (bytes) => options.onOutput({ stream: 'stderr', bytes })),
    ];
    try {
      const end = await ended;
      this.#ended = true;
      if (end instanceof Error) return unstarted(end, plan);
      // A group that still has members keeps its number, so nobody else is met.
      if (background === 'killed' && started.pid !== undefined) killGroup(started.pid);
      await drained(streams, this.#stopped === undefined ? 'patient' : 'hurried');
      return this.#outcomeOf(end);
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      for (const stream of streams) stream.stop();
    }
  }

  #outcomeOf(end: End): CommandOutcome {
    return outcomeOf(end, { stopped: this.#stopped, platform: process.platform });
  }

  #stop(reason: 'timed-out' | 'aborted'): void {
    if (this.#ended || this.#child?.pid === undefined) return;
    this.#stopped ??= reason;
    killTree(this.#child.pid);
  }
}

interface Listening {
  readonly closed: Promise<void>;
  /** Whether whoever gets the output has not taken it yet. */
  readonly isHeldBack?: () => boolean;
  stop(): void;
}

type Outputs = readonly [OutputPipe | undefined, OutputPipe | undefined];

const none: Outputs = [undefined, undefined];

/** The command has a session of its own, so it cannot type on the terminal, but whoever leads this one has to pass on what was typed. */
function inheritedTerminal({ pid }: ChildProcess): CommandTerminal {
  const tell = (signal: NodeJS.Signals): void => {
    if (pid !== undefined) signalGroup(pid, signal);
  };
  return { kind: 'inherited', resize: () => tell('SIGWINCH'), interrupt: tell };
}

function openOutputs(pipes: OutputPipes): Outputs {
  if (process.platform === 'win32') return [undefined, undefined];
  return [pipes.open(), pipes.open()];
}

/** Most failures to start arrive as an event, but a list of arguments that is too long is thrown. */
function start(
  { argv, cwd, environment }: SandboxPlan,
  { stdin, terminal }: SpawnOptions,
  outputs: Outputs,
): ChildProcess | Error {
  const inherits = terminal?.otherwise === 'inherited-streams';
  const reads = stdin === 'open' && !inherits;
  const { args, ...quoting } = startArguments(argv, process.platform);
  try {
    return spawn(argv[0], args, {
      ...quoting,
      cwd,
      // Named, so that Node.js does not add its own value.
      env: { NODE_V8_COVERAGE: undefined, ...(reads ? shellLevel : {}), ...environment },
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: inherits
        ? 'inherit'
        : [reads ? 'pipe' : 'ignore', outputs[0]?.writeEnd ?? 'pipe', outputs[1]?.writeEnd ?? 'pipe'],
    });
  } catch (error) {
    for (const output of outputs) if (output !== undefined) closeSync(output.readEnd);
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    for (const output of outputs) if (output !== undefined) closeSync(output.writeEnd);
  }
}

/** Input is a socket, and a bash that nobody told how deep it is takes that for a remote login: it would read start-up files. */
const shellLevel = { SHLVL: '1' } as const;

function endOf(child: ChildProcess): Promise<End | Error> {
  child.stdin?.on('error', () => child.stdin?.destroy());
  return new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

function streamOf(output: OutputPipe | undefined, fallback: Readable | null): Readable | null {
  return output === undefined ? fallback : new Socket({ fd: output.readEnd, readable: true, writable: false });
}

/** Until a pipe has taken what was written, or takes nothing any more. */
function roomIn(stream: Writable | null | undefined): Promise<void> | undefined {
  if (stream?.writableNeedDrain !== true || stream.destroyed) return undefined;
  return new Promise((resolve) => {
    const goOn = (): void => {
      for (const event of ['drain', 'error', 'close']) stream.off(event, goOn);
      resolve();
    };
    for (const event of ['drain', 'error', 'close']) stream.on(event, goOn);
  });
}

function listen(stream: Readable | null, onData: (bytes: Buffer) => unknown): Listening {
  if (stream === null) return { closed: Promise.resolve(), stop: () => undefined };
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  let isHeldBack = false;
  const goOn = (): void => {
    isHeldBack = false;
    stream.resume();
  };
  stream.on('data', (bytes) => {
    const taken = onData(bytes);
    if (!(taken instanceof Promise)) return;
    isHeldBack = true;
    stream.pause();
    taken.then(goOn, goOn);
  });
  stream.on('error', () => stream.destroy());
  return { closed, isHeldBack: () => isHeldBack, stop: () => void stream.destroy() };
}

/** Whoever takes the output may take longer than the system, unless the command was killed. */
async function drained(streams: readonly Listening[], pace: 'patient' | 'hurried'): Promise<void> {
  const ended = Promise.all(streams.map(({ closed }) => closed)).then(() => true);
  let isDone = false;
  do {
    const limit = new AbortController();
    const late = delay(maxDrainMs, false, { signal: limit.signal }).catch(() => false);
    isDone = await Promise.race([ended, late]);
    limit.abort();
  } while (!isDone && pace === 'patient' && streams.some(({ isHeldBack }) => isHeldBack?.() === true));
}

function unstarted(error: Error, { argv, cwd }: SandboxPlan): CommandOutcome {
  const code = 'code' in error ? error.code : undefined;
  if (!existsSync(cwd)) return { kind: 'not-started', message: `the working directory \`${cwd}\` does not exist` };
  const reason = reasons.get(String(code));
  if (reason !== undefined)
    return { kind: 'not-started', message: `the program \`${argv[0]}\` could not be started: ${reason}` };
  throw new CodexError('sandbox-unavailable', `the command could not be started: ${error.message}`, { cause: error });
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or directory'],
  ['EACCES', 'permission denied'],
  ['ENOTDIR', 'a part of its path is not a directory'],
  ['E2BIG', 'its arguments are too long'],
  ['ENOEXEC', 'the system does not know its format'],
  ['ELOOP', 'its path runs in a circle of symbolic links'],
]);
