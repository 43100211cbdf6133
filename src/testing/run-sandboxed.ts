import type {
  CommandOutcome,
  ProcessSandbox,
  SandboxedProcess,
  SandboxRequest,
  SpawnOptions,
} from '../ports/process-sandbox.js';

/** How a command ended, with all that it printed. */
export interface FinishedCommand {
  readonly outcome: CommandOutcome;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

/** A command that is running. */
export interface StartedCommand {
  readonly process: SandboxedProcess;
  readonly finished: Promise<FinishedCommand>;
  /** Settles with the first output. */
  readonly printed: Promise<void>;
}

/** Plans and starts a command, with standard input closed unless said otherwise. Throws when the request is refused. */
export function startCommand(
  sandbox: ProcessSandbox,
  request: SandboxRequest,
  options: Partial<SpawnOptions> = {},
): StartedCommand {
  const planned = sandbox.plan(request);
  if (!planned.ok) throw new Error(`the request was refused: ${planned.error.message}`);
  const chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  let markPrinted: () => void = () => undefined;
  const printed = new Promise<void>((resolve) => {
    markPrinted = resolve;
  });
  const process = sandbox.spawn(planned.value, {
    stdin: 'closed',
    ...options,
    onOutput: (chunk) => {
      chunks[chunk.stream].push(chunk.bytes);
      markPrinted();
      return options.onOutput?.(chunk);
    },
  });
  const finished = process.outcome.then((outcome) => ({
    outcome,
    stdout: concatenate(chunks.stdout),
    stderr: concatenate(chunks.stderr),
  }));
  return { process, finished, printed };
}

/** Runs a command to its end. */
export function runCommand(sandbox: ProcessSandbox, request: SandboxRequest): Promise<FinishedCommand> {
  return startCommand(sandbox, request).finished;
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
