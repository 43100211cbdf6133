import type { Logger } from '../../ports/logger.js';
import type { ProgramCall, ProgramLauncher } from '../../ports/program-launcher.js';
import { findProgram } from './find-program.js';
import { LaunchedProgram } from './launched-program.js';

/** The bounds of a {@link NodeProgramLauncher}. */
export interface NodeProgramLauncherOptions {
  /** How many programs may run at the same time, > 0; what comes on top is dropped. Default: 4. */
  readonly maxRunning?: number;
  /** How long a program may run, milliseconds > 0. Default: 10 000. */
  readonly timeoutMs?: number;
  /** How long `close` lets the programs come to their end by themselves, milliseconds, 0 to 700. Default: 700. */
  readonly closeGraceMs?: number;
  readonly logger?: Logger;
}

const MAX_CLOSE_GRACE_MS = 700;
/** How long a program that was asked to end may take before it is killed. */
const TERMINATION_GRACE_MS = 150;

/**
 * Starts programs with `node:child_process`, each as the leader of a process group of its own, so that it outlives the turn but ends
 * with everything that it started: at its time limit, or when the launcher is closed. A program that still runs keeps the host process
 * from exiting until then.
 */
export class NodeProgramLauncher implements ProgramLauncher {
  readonly #options: NodeProgramLauncherOptions;
  readonly #starting = new Set<Promise<void>>();
  readonly #running = new Set<LaunchedProgram>();
  #state: 'open' | 'closing' | 'ended' = 'open';
  #closed: Promise<void> | undefined;

  constructor(options: NodeProgramLauncherOptions = {}) {
    this.#options = options;
  }

  launch(call: ProgramCall): void {
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      this.#log(call, `program not started: ${refusal}`);
      return;
    }
    const start = this.#start(call)
      .catch((cause: unknown) => this.#log(call, 'program could not be started', cause))
      .finally(() => this.#starting.delete(start));
    this.#starting.add(start);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #refusal(): string | undefined {
    if (this.#state !== 'open') return 'the launcher is closed';
    const maxRunning = this.#options.maxRunning ?? 4;
    if (this.#starting.size + this.#running.size < maxRunning) return undefined;
    return `${maxRunning} of its kind are still running`;
  }

  async #start(call: ProgramCall): Promise<void> {
    const program = await findProgram(call.program, call.variables);
    if (program === undefined) {
      this.#log(call, 'program not found; expected an absolute path or a name in the absolute directories of `PATH`');
      return;
    }
    if (this.#state === 'ended') {
      this.#log(call, 'program not started: the launcher is closed');
      return;
    }
    const launched = new LaunchedProgram({
      program,
      call,
      timeoutMs: this.#options.timeoutMs ?? 10_000,
      onProblem: (message, cause) => this.#log(call, message, cause),
    });
    this.#running.add(launched);
    void launched.ended.then(() => this.#running.delete(launched));
  }

  async #close(): Promise<void> {
    this.#state = 'closing';
    await this.#settled(Math.min(this.#options.closeGraceMs ?? MAX_CLOSE_GRACE_MS, MAX_CLOSE_GRACE_MS));
    this.#state = 'ended';
    if (this.#running.size === 0) return;
    for (const program of this.#running) program.end('SIGTERM');
    await this.#settled(TERMINATION_GRACE_MS);
    for (const program of this.#running) program.end('SIGKILL');
  }

  /** Waits until nothing runs any more, but no longer than `limitMs`. */
  async #settled(limitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    const everything = Promise.all(this.#starting).then(() =>
      Promise.all([...this.#running].map((each) => each.ended)),
    );
    await Promise.race([everything, limit]).finally(() => clearTimeout(timer));
  }

  #log(call: ProgramCall, message: string, cause?: unknown): void {
    const about = { module: 'notifications', program: call.program };
    this.#options.logger?.log('warn', message, cause === undefined ? about : { ...about, cause });
  }
}
