import type { CommandOutcome, OutputChunk, SandboxedProcess } from '../../ports/process-sandbox.js';
import type { ServerOutput, ServerProcess } from './server-process.js';

/** Speaks to a server's program that a sandbox started. */
export class ConfinedServerProcess implements ServerProcess {
  readonly ended: Promise<string>;
  /** A sandbox does not tell how much of its input a program has read. */
  readonly unreadBytes = 0;
  readonly #process: SandboxedProcess;

  constructor(process: SandboxedProcess) {
    this.#process = process;
    this.ended = process.outcome.then(describeOutcome, (cause: unknown) =>
      cause instanceof Error ? cause.message : String(cause),
    );
  }

  write(bytes: Uint8Array): void {
    this.#process.write(bytes);
  }

  endInput(): void {
    this.#process.end();
  }

  /** A sandbox knows only one way. */
  end(): void {
    this.#process.kill();
  }

  keepHostAlive(): void {
    // A sandboxed program keeps the host process alive until it is ended; its port knows nothing else.
  }
}

/** Hands the output of a sandboxed program on. */
export function outputOf(output: ServerOutput): (chunk: OutputChunk) => void {
  return ({ stream, bytes }) => output[stream](bytes);
}

function describeOutcome(outcome: CommandOutcome): string {
  switch (outcome.kind) {
    case 'exited':
      return `exited with code ${outcome.exitCode}`;
    case 'signalled':
      return `was ended by ${outcome.signal}`;
    case 'timed-out':
    case 'aborted':
      return 'was ended';
    case 'not-started':
      return `could not be started: ${outcome.message}`;
  }
}
