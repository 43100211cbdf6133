import type { ProcessSandbox, SandboxRequest } from '../ports/process-sandbox.js';
import type { ContractCommand } from './process-sandbox-commands.js';
import { type FinishedCommand, runCommand } from './run-sandboxed.js';

/** The sandbox under test, with a place for its commands. */
export interface ProcessSandboxSubject {
  readonly sandbox: ProcessSandbox;
  /** A request that the sandbox accepts, for a command in the workspace. */
  readonly request: (argv: ContractCommand) => SandboxRequest | Promise<SandboxRequest>;
  /** Requests that have to be refused because this sandbox cannot enforce them; none when absent. */
  readonly unenforceable?: readonly SandboxRequest[];
  /** A file in the workspace and one outside of it, for sandboxes that enforce the difference or kill what is left behind. */
  readonly files?: { readonly inside: string; readonly outside: string };
  readonly cleanUp?: () => Promise<void>;
}

/** One demand of the contract. */
export type SandboxContract = (subject: ProcessSandboxSubject) => Promise<void>;

/** A finished command whose output is text. */
export interface DecodedCommand extends Omit<FinishedCommand, 'stdout' | 'stderr'> {
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads the output of a command as text. */
export function decoded({ outcome, stdout, stderr }: FinishedCommand): DecodedCommand {
  const decoder = new TextDecoder();
  return { outcome, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs a command of the contract and reads its output as text. */
export async function runText(subject: ProcessSandboxSubject, argv: ContractCommand): Promise<DecodedCommand> {
  return decoded(await runCommand(subject.sandbox, await subject.request(argv)));
}

/** What an action threw, or gave back. */
export function attempt(action: () => unknown): unknown {
  try {
    return action();
  } catch (cause) {
    return cause;
  }
}
