import type { BlockedConnection } from '../../domain/permissions/network/blocked-connection.js';
import type {
  CommandOutcome,
  Denial,
  OutputChunk,
  SandboxedProcess,
  SpawnOptions,
  TerminalWish,
} from '../../ports/process-sandbox.js';
import { exitCodeOf } from './exit-code-of.js';
import { HeadTailBuffer } from './head-tail-buffer.js';
import {
  planSandboxed,
  type SandboxedCommand,
  type SandboxedCommandParts,
  type SandboxedCommandPlan,
} from './sandboxed-command.js';

/** How a command is run. */
export interface SandboxedRunOptions {
  /** What the command reads; end of file at once when absent. Nothing more is asked for once the command has ended. */
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Wall clock in milliseconds, > 0; no limit when absent, or when it is more than 24 days. */
  readonly timeoutMs?: number;
  /** Aborting it kills the command and everything it started. */
  readonly signal?: AbortSignal;
  /** A wish for a terminal in place of pipes; what `stdin` yields is then typed. */
  readonly terminal?: TerminalWish;
  /**
   * Gets every piece of output as it arrives; output is then not collected. Must not throw. While a promise that it returns is not fulfilled,
   * the command may have to wait with what it prints next.
   */
  readonly onOutput?: (chunk: OutputChunk) => unknown;
  /** Gets how the command will be started and under which permissions, warnings included, before it is. Must not throw. */
  readonly onPlanned?: (planned: SandboxedCommandPlan) => void;
  /** Gets what the command was kept from, where the system keeps account of it (macOS); reading that account takes time. Must not throw. */
  readonly onDenial?: (denial: Denial) => void;
}

/** How a command ended and what it printed. */
export interface SandboxedResult {
  readonly outcome: CommandOutcome;
  /** The command's own; 128 plus the number of the signal that ended it; 124 after a timeout, 137 after an abort, 127 when it could not be started. */
  readonly exitCode: number;
  /** At most 1 MiB, from its beginning and its end; empty with `onOutput`. */
  readonly stdout: string;
  /** As `stdout`. */
  readonly stderr: string;
  /** What the network rules of the permission profile kept from the command, each thing once. */
  readonly blockedConnections: readonly BlockedConnection[];
}

/** Every key of {@link SandboxedRunOptions}; a test keeps it complete. */
export const sandboxedRunNames: readonly (keyof SandboxedRunOptions)[] = [
  'stdin',
  'timeoutMs',
  'signal',
  'terminal',
  'onOutput',
  'onPlanned',
  'onDenial',
];

const outputLimit = 1_048_576;
/** What a timer of 31 bits can count. */
const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Runs one command to its end. Exit, timeout, abort and a missing program are values.
 *
 * @throws CodexError the codes of planning it, and `sandbox-unavailable` when the sandbox could not be set up; the command then never ran.
 */
export async function runSandboxed(
  command: SandboxedCommand,
  options: SandboxedRunOptions,
  parts: SandboxedCommandParts,
): Promise<SandboxedResult> {
  const planned = await planSandboxed(command, parts);
  options.onPlanned?.(planned);
  const collected = { stdout: new CollectedText(), stderr: new CollectedText() };
  const { onOutput = (chunk: OutputChunk) => collected[chunk.stream].append(chunk.bytes), stdin } = options;
  const blockedConnections: BlockedConnection[] = [];
  const process = parts.sandbox.spawn(planned.plan, {
    ...wishesOf(options),
    stdin: stdin === undefined ? 'closed' : 'open',
    onOutput,
    onBlocked: (blocked) => void blockedConnections.push(blocked),
  });
  const outcome = await fedWith(process, stdin);
  return {
    outcome,
    exitCode: exitCodeOf(outcome, { notStarted: 127 }),
    stdout: collected.stdout.toString(),
    stderr: collected.stderr.toString(),
    blockedConnections,
  };
}

function wishesOf({
  timeoutMs,
  signal,
  terminal,
  onDenial,
}: SandboxedRunOptions): Pick<SpawnOptions, 'timeoutMs' | 'signal' | 'terminal' | 'onDenial'> {
  return {
    ...(terminal === undefined ? {} : { terminal }),
    ...(timeoutMs === undefined || timeoutMs > longestTimeoutMs ? {} : { timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
    ...(onDenial === undefined ? {} : { onDenial }),
  };
}

/** Waits for the outcome while input is passed on. Somebody who never types anything does not keep the caller waiting. */
async function fedWith(process: SandboxedProcess, stdin: SandboxedRunOptions['stdin']): Promise<CommandOutcome> {
  if (stdin === undefined) return process.outcome;
  if (typeof stdin === 'string' || stdin instanceof Uint8Array) {
    process.write(typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin);
    process.end();
    return process.outcome;
  }
  const pieces = stdin[Symbol.asyncIterator]();
  void feed(process, pieces);
  try {
    return await process.outcome;
  } finally {
    void pieces.return?.()?.catch(nothing);
  }
}

async function feed(process: SandboxedProcess, pieces: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    for (let piece = await pieces.next(); piece.done !== true; piece = await pieces.next()) {
      process.write(piece.value);
      await process.room?.();
    }
  } catch {
    // Input that breaks off ends like any other: the command sees the end of the file.
  }
  process.end();
}

function nothing(): void {
  // Input that is not wanted any more may fail to close.
}

class CollectedText {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #text = new HeadTailBuffer(outputLimit);

  append(bytes: Uint8Array): void {
    this.#text.append(this.#decoder.decode(bytes, { stream: true }), bytes.length);
  }

  toString(): string {
    this.#text.append(this.#decoder.decode(), 0);
    return this.#text.toString();
  }
}
