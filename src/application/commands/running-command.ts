import type { BlockedConnection } from '../../domain/permissions/network/blocked-connection.js';
import type { CapturedOutput } from '../../domain/tools/captured-output.js';
import type { Clock } from '../../ports/clock.js';
import type { CommandOutcome, SandboxedProcess, SpawnOptions } from '../../ports/process-sandbox.js';
import { HeadTailBuffer } from './head-tail-buffer.js';

/** How much of a command's output is kept, in characters. */
const outputLimit = 1_048_576;

/** How a command is started, and who hears of it. */
export interface CommandToRun {
  readonly clock: Clock;
  readonly stdin: 'open' | 'closed';
  /** Starts the process with the given receivers of output and of what was blocked. */
  readonly start: (receivers: Pick<SpawnOptions, 'onOutput' | 'onBlocked'>) => SandboxedProcess;
  /** Called with every piece of decoded output. */
  readonly onText: (text: string) => void;
}

/** A command that was started, with what it has printed so far. */
export class RunningCommand {
  /** Whether the command reads what is written to it. */
  readonly stdin: 'open' | 'closed';
  /** Settles like the process's outcome. */
  readonly ended: Promise<CommandOutcome>;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #all = new HeadTailBuffer(outputLimit);
  readonly #unread = new HeadTailBuffer(outputLimit);
  readonly #decoders = { stdout: outputDecoder(), stderr: outputDecoder() };
  readonly #onText: (text: string) => void;
  readonly #blocked: BlockedConnection[] = [];
  #blockedRead = 0;
  readonly #process: SandboxedProcess;
  #outcome: CommandOutcome | undefined;
  #durationMs: number | undefined;

  constructor({ clock, stdin, start, onText }: CommandToRun) {
    this.#clock = clock;
    this.#onText = onText;
    this.stdin = stdin;
    this.#startedAt = clock.monotonic();
    this.#process = attempt(() =>
      start({
        onOutput: ({ stream, bytes }) =>
          this.#append(this.#decoders[stream].decode(bytes, { stream: true }), bytes.length),
        onBlocked: (blocked) => void this.#blocked.push(blocked),
      }),
    );
    this.ended = this.#process.outcome.then((outcome) => {
      this.#append(this.#decoders.stdout.decode() + this.#decoders.stderr.decode(), 0);
      this.#outcome = outcome;
      this.#durationMs = this.wallTimeMs();
      return outcome;
    });
  }

  /** How it ended, once it has. */
  get outcome(): CommandOutcome | undefined {
    return this.#outcome;
  }

  /** Everything printed so far, capped at 1 MiB. */
  get output(): string {
    return this.#all.toString();
  }

  /** What was printed since the last call, capped at 1 MiB. */
  takeUnread(): CapturedOutput {
    return this.#unread.take();
  }

  /** What the network rules kept from the command so far. */
  get blocked(): readonly BlockedConnection[] {
    return this.#blocked;
  }

  /** What they kept from it since the last call. */
  takeBlocked(): readonly BlockedConnection[] {
    const taken = this.#blocked.slice(this.#blockedRead);
    this.#blockedRead = this.#blocked.length;
    return taken;
  }

  /** From the start until now, or until the end. */
  wallTimeMs(): number {
    return this.#durationMs ?? this.#clock.monotonic() - this.#startedAt;
  }

  /** Waits until the command ends, the time is up, or `signal` aborts, whichever comes first. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<'ended' | 'running' | 'aborted'> {
    const timer = new AbortController();
    const ended = this.ended.then(() => 'ended' as const);
    const elapsed = this.#clock.sleep(timeoutMs, AbortSignal.any([signal, timer.signal])).then(
      () => 'running' as const,
      () => 'aborted' as const,
    );
    try {
      return await Promise.race([ended, elapsed]);
    } finally {
      timer.abort();
    }
  }

  write(text: string): void {
    this.#process.write(new TextEncoder().encode(text));
  }

  /** Kills the command and everything it started. */
  kill(): void {
    this.#process.kill();
  }

  #append(text: string, bytes: number): void {
    this.#all.append(text, bytes);
    this.#unread.append(text, bytes);
    if (text !== '') this.#onText(text);
  }
}

/** A byte order mark is output like any other: it is part of the file that a command shows. */
function outputDecoder(): InstanceType<typeof TextDecoder> {
  return new TextDecoder('utf-8', { ignoreBOM: true });
}

/** A process that could not be started is one that ends with the exception, so that there is one way to learn of it. */
function attempt(start: () => SandboxedProcess): SandboxedProcess {
  try {
    return start();
  } catch (error) {
    return { outcome: Promise.reject(error), write: nothing, end: nothing, kill: nothing };
  }
}

function nothing(): void {
  // There is no process.
}
