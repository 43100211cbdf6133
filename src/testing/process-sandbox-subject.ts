import type { PermissionProfile } from '../domain/permissions/permission-profile.js';
import type { ProcessSandbox, SandboxRequest } from '../ports/process-sandbox.js';
import { assertEqual } from './assert.js';
import type { ContractCommand } from './process-sandbox-commands.js';
import { type FinishedCommand, runCommand } from './run-sandboxed.js';

/** The sandbox under test, with a place for its commands. */
export interface ProcessSandboxSubject {
  readonly sandbox: ProcessSandbox;
  /**
   * A request that the sandbox accepts, for a command in the workspace, with facts that are gathered anew. Where the sandbox enforces something,
   * it is asked for requests under a `profile` as well: its own one with a rule more, or with another network.
   */
  readonly request: (argv: ContractCommand, profile?: PermissionProfile) => SandboxRequest | Promise<SandboxRequest>;
  /** Requests that have to be refused because this sandbox cannot enforce them; none when absent. */
  readonly unenforceable?: readonly SandboxRequest[];
  /**
   * Where a file could be in the workspace, and outside of it where commands cannot write; both without links, and neither exists. For sandboxes
   * that enforce the difference or kill what is left behind; without them, nothing is held of the children of killed commands.
   */
  readonly files?: { readonly inside: string; readonly outside: string };
  /**
   * A command that ends with 0 when it reaches a server outside of the sandbox, and with something else when it does not; for sandboxes that
   * enforce the network. The server may be on this machine.
   */
  readonly connect?: ContractCommand;
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

/** A request under a profile that the suite has made. */
export async function requestUnder(
  { request }: ProcessSandboxSubject,
  argv: ContractCommand,
  profile: PermissionProfile,
): Promise<SandboxRequest> {
  const wish = await request(argv, profile);
  assertEqual(wish.profile, profile, 'the profile of `request`, which has to take the one that it is given,');
  return wish;
}

/** What an action threw, or gave back. */
export function attempt(action: () => unknown): unknown {
  try {
    return action();
  } catch (cause) {
    return cause;
  }
}
