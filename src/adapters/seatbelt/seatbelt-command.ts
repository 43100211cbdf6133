import { CodexError } from '../../domain/codex-error.js';
import type { CommandOutcome, ProcessSandbox, SandboxedProcess, SpawnOptions } from '../../ports/process-sandbox.js';
import { HeldBackErrors } from './held-back-errors.js';
import { outcomeOf } from './outcome-of.js';
import { type DirectStart, startDirectly } from './start-directly.js';

/** What is started in the end, and what has to be done afterwards. */
export interface PreparedCommand {
  readonly start: DirectStart;
  /** The program that the user wants to run, for messages. */
  readonly program: string;
  /** Waits for what still arrives about the command; called once it has ended, however it did. */
  release(): Promise<void>;
}

/** One command from the wish to run it to its outcome. */
export class SeatbeltCommand implements SandboxedProcess {
  readonly outcome: Promise<CommandOutcome>;
  readonly #launcher: ProcessSandbox;
  readonly #options: SpawnOptions;
  #running: SandboxedProcess | undefined;
  #stopped = false;
  #unsent: (Uint8Array | 'end')[] = [];
  #goOn: () => void = () => undefined;
  readonly #started = new Promise<void>((resolve) => {
    this.#goOn = resolve;
  });

  /** @param prepare makes the preparations; what it throws becomes the failure of the command. */
  constructor(launcher: ProcessSandbox, prepare: () => Promise<PreparedCommand>, options: SpawnOptions) {
    this.#launcher = launcher;
    this.#options = options;
    this.outcome = this.#run(prepare);
  }

  write(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  room(): Promise<void> | undefined {
    return this.#running === undefined ? this.#started : this.#running.room?.();
  }

  end(): void {
    this.#send('end');
  }

  kill(): void {
    this.#stopped = true;
    this.#running?.kill();
  }

  async #run(prepare: () => Promise<PreparedCommand>): Promise<CommandOutcome> {
    try {
      return await this.#prepareAndLaunch(prepare);
    } finally {
      this.#goOn();
    }
  }

  async #prepareAndLaunch(prepare: () => Promise<PreparedCommand>): Promise<CommandOutcome> {
    if (this.#isStopped()) return { kind: 'aborted' };
    const prepared = await prepare().catch((error: unknown) => {
      throw CodexError.is(error) ? error : unavailable(error);
    });
    try {
      return this.#isStopped() ? { kind: 'aborted' } : await this.#launch(prepared);
    } finally {
      await prepared.release();
    }
  }

  async #launch({ start, program }: PreparedCommand): Promise<CommandOutcome> {
    const errors = new HeldBackErrors(this.#options.onOutput);
    const running = startDirectly(this.#launcher, start, { ...this.#options, onOutput: (chunk) => errors.push(chunk) });
    this.#running = running;
    for (const item of this.#unsent.splice(0)) this.#send(item);
    this.#goOn();
    const outcome = await running.outcome;
    return outcomeOf({ outcome, errors, program });
  }

  #isStopped(): boolean {
    return this.#stopped || this.#options.signal?.aborted === true;
  }

  #send(item: Uint8Array | 'end'): void {
    if (this.#options.stdin === 'closed') return;
    if (this.#running === undefined) this.#unsent.push(item);
    else if (item === 'end') this.#running.end();
    else this.#running.write(item);
  }
}

function unavailable(cause: unknown): CodexError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CodexError('sandbox-unavailable', `the sandbox could not be set up: ${reason}`, { cause });
}
