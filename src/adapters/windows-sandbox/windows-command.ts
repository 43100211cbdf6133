import type { Socket } from 'node:net';
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
      const exitCode = await launched.exitCode(streams);
      this.#endJob = undefined;
      // What the command left behind ends with it.
      endJob();
      await drained(streams);
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

function listen(socket: Socket, onData: (bytes: Buffer) => void): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('data', onData);
  socket.on('error', () => socket.destroy());
  return closed;
}

/** Everything in the job has ended, so the streams end by themselves; the limit is for a system that takes its time. */
async function drained(streams: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, maxDrainMs);
  });
  await Promise.race([Promise.all(streams), limit]);
  clearTimeout(timer);
}

function unavailable(cause: unknown): CodexError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CodexError('sandbox-unavailable', `the sandbox could not be set up: ${reason}`, { cause });
}
