import { CodexError } from '../../../domain/codex-error.js';
import type { CommandOutcome, SandboxedProcess, SpawnOptions } from '../../../ports/process-sandbox.js';
import { errorCode } from '../error-code.js';
import { outcomeOf } from './outcome-of.js';
import { type RunningLauncher, runLauncher } from './run-launcher.js';
import type { LauncherInput } from './start-launcher.js';

/** What stands ready for one command, and has to be cleared away after it. */
export interface PreparedCommand {
  readonly program: string;
  readonly input: LauncherInput;
  release(): void;
}

/** What a person types to interrupt whatever is in the foreground: Ctrl-C and Ctrl-\\. */
const interruptKeys = { SIGINT: Uint8Array.of(3), SIGQUIT: Uint8Array.of(28) } as const;

/** One command from the wish to run it to its outcome. */
export class BubblewrapCommand implements SandboxedProcess {
  readonly outcome: Promise<CommandOutcome>;
  readonly #options: SpawnOptions;
  #running: RunningLauncher | undefined;
  #stopped: 'timed-out' | 'aborted' | undefined;
  readonly #halt = new AbortController();
  #unsent: (Uint8Array | 'end')[] = [];
  #goOn: () => void = () => undefined;
  readonly #started = new Promise<void>((resolve) => {
    this.#goOn = resolve;
  });

  /**
   * @param prepare makes the preparations; what it throws becomes the failure of the command, unless the signal was aborted: then nobody
   * waits for it any more
   */
  constructor(prepare: (signal: AbortSignal) => Promise<PreparedCommand>, options: SpawnOptions) {
    this.#options = options;
    this.outcome = this.#run(prepare);
  }

  write(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  room(): Promise<void> | undefined {
    return this.#running === undefined ? this.#started : this.#running.room();
  }

  end(): void {
    this.#send('end');
  }

  kill(): void {
    this.#stop('aborted');
  }

  async #run(prepare: (signal: AbortSignal) => Promise<PreparedCommand>): Promise<CommandOutcome> {
    const { signal } = this.#options;
    const abort = (): void => this.kill();
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const prepared = await this.#unlessStopped(prepare);
      if (prepared === undefined) return { kind: 'aborted' };
      try {
        return await this.#launch(prepared);
      } finally {
        prepared.release();
      }
    } catch (error) {
      throw CodexError.is(error) ? error : unavailable(error);
    } finally {
      this.#goOn();
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Preparing may take a search of the disk, or a disk that does not answer: whoever stops the command does not wait for that. */
  async #unlessStopped(
    prepare: (signal: AbortSignal) => Promise<PreparedCommand>,
  ): Promise<PreparedCommand | undefined> {
    const { signal } = this.#halt;
    if (signal.aborted) return undefined;
    // Before the preparation hears of it, whose failure would otherwise come first.
    const halted = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const preparing = prepare(signal);
    const prepared = await Promise.race([preparing, halted]);
    if (!signal.aborted) return prepared;
    preparing.then((late) => late.release(), ignore);
    return undefined;
  }

  async #launch({ program, input }: PreparedCommand): Promise<CommandOutcome> {
    const { timeoutMs, onOutput } = this.#options;
    const running = start(input, onOutput);
    if (running === undefined) return { kind: 'not-started', message: 'the arguments of the command are too long' };
    this.#running = running;
    this.#tellOfTerminal(running, input.terminal);
    for (const item of this.#unsent.splice(0)) this.#send(item);
    this.#goOn();
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#stop('timed-out'), timeoutMs);
    try {
      const result = await running.result;
      return outcomeOf(result, { program, stopped: this.#stopped });
    } finally {
      clearTimeout(timer);
    }
  }

  #tellOfTerminal(running: RunningLauncher, terminal: LauncherInput['terminal']): void {
    const { onGiven } = this.#options.terminal ?? {};
    if (terminal === undefined || onGiven === undefined) return;
    if (terminal === 'inherited') {
      onGiven({
        kind: 'inherited',
        resize: () => running.tell('SIGWINCH'),
        interrupt: (signal) => running.tell(signal),
      });
      return;
    }
    onGiven({
      kind: 'own',
      resize: (size) => terminal.resize(size),
      interrupt: (signal) => terminal.write(interruptKeys[signal]),
    });
  }

  #send(item: Uint8Array | 'end'): void {
    if (this.#options.stdin === 'closed') return;
    if (this.#running === undefined) this.#unsent.push(item);
    else if (item === 'end') this.#running.end();
    else this.#running.write(item);
  }

  #stop(reason: 'timed-out' | 'aborted'): void {
    this.#stopped ??= reason;
    this.#halt.abort();
    this.#running?.kill();
  }
}

function start(input: LauncherInput, onOutput: SpawnOptions['onOutput']): RunningLauncher | undefined {
  try {
    return runLauncher(input, onOutput);
  } catch (error) {
    if (errorCode(error) === 'E2BIG') return undefined;
    throw error;
  }
}

function ignore(): void {
  // A preparation that nobody waits for may fail.
}

function unavailable(cause: unknown): CodexError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CodexError('sandbox-unavailable', `the sandbox could not be set up: ${reason}`, { cause });
}
