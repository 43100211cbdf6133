import type { CommandOutcome, SandboxedProcess, SandboxPlan, SpawnOptions } from '../../ports/process-sandbox.js';

/** What a scripted command works with. */
export interface ScriptedIo {
  readonly plan: SandboxPlan;
  /** Delivers output; nothing is delivered any more once the command was killed. */
  print(stream: 'stdout' | 'stderr', content: string | Uint8Array): void;
  /** Everything that is written to standard input up to its end. */
  readInput(): Promise<Uint8Array>;
  /** Waits until the command is killed or its time is up. */
  untilKilled(): Promise<CommandOutcome>;
}

/** What a command is played from. */
export interface InMemoryProcessInput {
  readonly plan: SandboxPlan;
  readonly options: SpawnOptions;
  readonly play: (io: ScriptedIo) => Promise<CommandOutcome>;
}

/** A command that is played instead of run. */
export class InMemoryProcess implements SandboxedProcess {
  readonly outcome: Promise<CommandOutcome>;
  readonly #input: Uint8Array[] = [];
  #endInput: () => void = () => undefined;
  #stop: (outcome: CommandOutcome) => void = () => undefined;
  #over = false;

  constructor({ plan, options, play }: InMemoryProcessInput) {
    const inputEnded = new Promise<void>((resolve) => {
      this.#endInput = resolve;
    });
    const stopped = new Promise<CommandOutcome>((resolve) => {
      this.#stop = resolve;
    });
    if (options.stdin === 'closed') this.#endInput();
    const io: ScriptedIo = {
      plan,
      print: (stream, content) => {
        const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
        if (!this.#over) options.onOutput({ stream, bytes });
      },
      readInput: () => inputEnded.then(() => concatenate(this.#input)),
      untilKilled: () => stopped,
    };
    this.outcome = this.#follow({ options, stopped, play: () => play(io) });
  }

  write(bytes: Uint8Array): void {
    if (!this.#over) this.#input.push(bytes.slice());
  }

  end(): void {
    this.#endInput();
  }

  kill(): void {
    this.#stop({ kind: 'aborted' });
  }

  async #follow({ options, stopped, play }: Followed): Promise<CommandOutcome> {
    const { signal, timeoutMs } = options;
    if (signal?.aborted) return { kind: 'aborted' };
    const abort = (): void => this.kill();
    signal?.addEventListener('abort', abort, { once: true });
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#stop({ kind: 'timed-out' }), timeoutMs);
    try {
      // Output comes after `spawn` has returned, as it does from a real command.
      return await Promise.race([stopped, Promise.resolve().then(play)]);
    } finally {
      this.#over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }
}

interface Followed {
  readonly options: SpawnOptions;
  readonly stopped: Promise<CommandOutcome>;
  readonly play: () => Promise<CommandOutcome>;
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}
