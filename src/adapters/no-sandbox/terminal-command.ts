import { constants } from 'node:os';
import type {
  CommandOutcome,
  SandboxedProcess,
  SandboxPlan,
  SpawnOptions,
  TerminalWish,
} from '../../ports/process-sandbox.js';
import type { LoadPseudoTerminals, PseudoTerminals, TerminalProcess } from '../../ports/pseudo-terminals.js';
import { killGroup, killTree } from './kill-tree.js';

/** What a command in a terminal is started from. */
export interface TerminalStart {
  readonly plan: SandboxPlan;
  readonly options: SpawnOptions;
  readonly wish: TerminalWish;
  readonly load: LoadPseudoTerminals;
  /** Starts the command where there are no terminals. */
  readonly withPipes: () => SandboxedProcess;
  /** What becomes of processes that the command leaves behind in its group. */
  readonly background: 'left' | 'killed';
}

/** What a person types at a terminal to end the input and to interrupt: Ctrl-D, Ctrl-C and Ctrl-\\. */
const keys = { end: Uint8Array.of(4), SIGINT: Uint8Array.of(3), SIGQUIT: Uint8Array.of(28) } as const;

/** A command that runs with all rights of this process, in a terminal if there are any. */
export class TerminalCommand implements SandboxedProcess {
  readonly outcome: Promise<CommandOutcome>;
  #running: Pick<SandboxedProcess, 'write' | 'room' | 'end' | 'kill'> | undefined;
  #unsent: (Uint8Array | 'end')[] = [];
  #stopped: 'timed-out' | 'aborted' | undefined;
  #goOn: () => void = () => undefined;
  readonly #started = new Promise<void>((resolve) => {
    this.#goOn = resolve;
  });

  constructor(start: TerminalStart) {
    this.outcome = this.#run(start).finally(this.#goOn);
  }

  write(bytes: Uint8Array): void {
    if (this.#running === undefined) this.#unsent.push(bytes);
    else this.#running.write(bytes);
  }

  room(): Promise<void> | undefined {
    return this.#running === undefined ? this.#started : this.#running.room?.();
  }

  end(): void {
    if (this.#running === undefined) this.#unsent.push('end');
    else this.#running.end();
  }

  kill(): void {
    this.#stop('aborted');
  }

  async #run({ plan, options, wish, load, withPipes, background }: TerminalStart): Promise<CommandOutcome> {
    const terminals = await load();
    if (this.#stopped !== undefined || options.signal?.aborted === true) return { kind: 'aborted' };
    if (terminals === undefined) {
      const piped = withPipes();
      this.#use(piped);
      return piped.outcome;
    }
    const running = start(terminals, { plan, options, wish });
    if (running instanceof Error) return { kind: 'not-started', message: running.message };
    wish.onGiven?.({
      kind: 'own',
      resize: (size) => running.resize(size),
      interrupt: (signal) => running.write(keys[signal]),
    });
    const outcome = await this.#follow(running, options);
    if (background === 'killed') killGroup(running.pid);
    return outcome;
  }

  async #follow(process: TerminalProcess, { signal, timeoutMs }: SpawnOptions): Promise<CommandOutcome> {
    this.#use({
      write: (bytes) => process.write(bytes),
      end: () => process.write(keys.end),
      kill: () => killTree(process.pid),
    });
    const abort = (): void => this.kill();
    signal?.addEventListener('abort', abort, { once: true });
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#stop('timed-out'), timeoutMs);
    try {
      return this.#outcomeOf(await process.exited);
    } finally {
      this.#running = { write: () => undefined, end: () => undefined, kill: () => undefined };
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  #use(running: Pick<SandboxedProcess, 'write' | 'room' | 'end' | 'kill'>): void {
    this.#running = running;
    this.#goOn();
    for (const item of this.#unsent.splice(0)) {
      if (item === 'end') running.end();
      else running.write(item);
    }
  }

  #stop(reason: 'timed-out' | 'aborted'): void {
    this.#stopped ??= reason;
    this.#running?.kill();
  }

  #outcomeOf({ exitCode, signal }: Awaited<TerminalProcess['exited']>): CommandOutcome {
    if (signal === undefined) return { kind: 'exited', exitCode };
    if (this.#stopped !== undefined && signal === constants.signals.SIGKILL) return { kind: this.#stopped };
    const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? String(signal);
    return { kind: 'signalled', signal: name, exitCode: 128 + signal };
  }
}

function start(
  terminals: PseudoTerminals,
  { plan, options, wish }: Pick<TerminalStart, 'plan' | 'options' | 'wish'>,
): TerminalProcess | Error {
  const { argv, cwd, environment } = plan;
  const onOutput = (bytes: Uint8Array): void => void options.onOutput({ stream: 'stdout', bytes });
  const { columns, rows } = wish;
  const size = { columns, rows };
  try {
    return terminals.start({ argv, cwd, environment, size, onOutput });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return new Error(`the program \`${argv[0]}\` could not be started: ${reason}`, { cause: error });
  }
}
