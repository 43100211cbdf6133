import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CodexError } from '../../domain/codex-error.js';
import type { CommandOutcome, SandboxedProcess, SpawnOptions } from '../../ports/process-sandbox.js';
import { Resources } from './resources.js';
import type { Unstarted } from './start-process.js';
import type { Launched } from './windows-launcher.js';

/** Starts a command. What it opens is closed after the command. */
export type Launch = (resources: Resources) => Promise<Launched | Unstarted>;

const maxDrainMs = 5_000;

/** One command from the wish to run it to its outcome. */
export class WindowsCommand implements SandboxedProcess {
  readonly outcome: Promise<CommandOutcome>;
  readonly #options: SpawnOptions;
  readonly #unsent: (Uint8Array | 'end')[] = [];
  #stdin: Socket | undefined;
  #endJob: (() => void) | undefined;
  #stopped: 'timed-out' | 'aborted' | undefined;

  constructor(launch: Launch, options: SpawnOptions) {
    this.#options = options;
    this.outcome = this.#run(launch);
  }

  write(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  end(): void {
    this.#send('end');
  }

  kill(): void {
    this.#stop('aborted');
  }

  async #run(launch: Launch): Promise<CommandOutcome> {
    const { signal } = this.#options;
    const resources = new Resources();
    const abort = (): void => this.kill();
    if (signal?.aborted) return { kind: 'aborted' };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const launched = await launch(resources);
      return 'kind' in launched ? launched : await this.#follow(launched);
    } catch (error) {
      throw CodexError.is(error) ? error : unavailable(error);
    } finally {
      signal?.removeEventListener('abort', abort);
      resources.close();
    }
  }

  async #follow(launched: Launched): Promise<CommandOutcome> {
    const { timeoutMs, onOutput } = this.#options;
    const { stdout, stderr, stdin } = launched;
    const endJob = (): void => launched.end();
    this.#endJob = endJob;
    const streams = [
      listen(stdout, (bytes) => onOutput({ stream: 'stdout', bytes })),
      listen(stderr, (bytes) => onOutput({ stream: 'stderr', bytes })),
    ];
    this.#stdin = stdin;
    if (this.#stopped !== undefined) endJob();
    for (const item of this.#unsent.splice(0)) this.#send(item);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#stop('timed-out'), timeoutMs);
    try {
      const exitCode = await launched.exitCode(streams.map(({ closed }) => closed));
      this.#endJob = undefined;
      // What the command left behind ends with it.
      endJob();
      await drained(streams, this.#stopped === undefined ? 'patient' : 'hurried');
      return this.#stopped === undefined ? { kind: 'exited', exitCode } : { kind: this.#stopped };
    } finally {
      clearTimeout(timer);
    }
  }

  #send(item: Uint8Array | 'end'): void {
    if (this.#options.stdin === 'closed') return;
    const stdin = this.#stdin;
    if (stdin === undefined) this.#unsent.push(item);
    // A named pipe has no half that could be closed alone; the command still reads what is on its way.
    else if (item === 'end') stdin.end(() => stdin.destroy());
    else if (stdin.writable) stdin.write(item);
  }

  #stop(reason: 'timed-out' | 'aborted'): void {
    this.#stopped ??= reason;
    this.#endJob?.();
  }
}

interface Listening {
  readonly closed: Promise<void>;
  /** Whether whoever gets the output has not taken it yet. */
  readonly isHeldBack: () => boolean;
}

function listen(socket: Socket, onData: (bytes: Buffer) => unknown): Listening {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let isHeldBack = false;
  const goOn = (): void => {
    isHeldBack = false;
    socket.resume();
  };
  socket.on('data', (bytes) => {
    const taken = onData(bytes);
    if (!(taken instanceof Promise)) return;
    isHeldBack = true;
    socket.pause();
    taken.then(goOn, goOn);
  });
  socket.on('error', () => socket.destroy());
  return { closed, isHeldBack: () => isHeldBack };
}

/**
 * Everything in the job has ended, so the streams end by themselves; the limit is for a system that takes its time. Whoever takes the output
 * may take longer, unless the command was killed.
 */
async function drained(streams: readonly Listening[], pace: 'patient' | 'hurried'): Promise<void> {
  const ended = Promise.all(streams.map(({ closed }) => closed)).then(() => true);
  let isDone = false;
  do {
    const limit = new AbortController();
    const late = delay(maxDrainMs, false, { signal: limit.signal }).catch(() => false);
    isDone = await Promise.race([ended, late]);
    limit.abort();
  } while (!isDone && pace === 'patient' && streams.some(({ isHeldBack }) => isHeldBack()));
}

function unavailable(cause: unknown): CodexError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CodexError('sandbox-unavailable', `the sandbox could not be set up: ${reason}`, { cause });
}
