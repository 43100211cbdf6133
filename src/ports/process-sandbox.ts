import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { BlockedConnection } from '../domain/permissions/network/blocked-connection.js';
import type { PathFacts } from '../domain/permissions/path-facts.js';
import type { PermissionContext } from '../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../domain/permissions/permission-profile.js';
import type { Result } from '../domain/result.js';
import type { TerminalSize } from './pseudo-terminals.js';

/** A command to confine. */
export interface SandboxRequest {
  /** Program and arguments, passed on verbatim; never a shell string. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: AbsolutePath;
  /** The complete environment of the command; nothing is added from the host but what the sandbox itself must set. */
  readonly environment: Readonly<Record<string, string>>;
  /** The effective profile: workspace roots already materialised. */
  readonly profile: PermissionProfile;
  readonly context: PermissionContext;
  /** Facts about at least the paths that `pathsOfInterest(profile, context)` names. */
  readonly facts: PathFacts;
}

/** A command as it will be started: pure data that can be printed, compared and tested. */
export interface SandboxPlan {
  /** Which sandbox made the plan, such as `bubblewrap` or `none`. */
  readonly sandbox: string;
  /** What is executed, program first. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: AbsolutePath;
  readonly environment: Readonly<Record<string, string>>;
  /** What confines the command besides `argv`, one line each, for people; holds no secrets. */
  readonly explanation?: readonly string[];
}

/** Why a request cannot be enforced. `message` names what is wrong, `remedy` what to do about it. */
export interface SandboxRefusal {
  readonly code: 'unsupported-policy' | 'unsafe-path' | 'invalid-request';
  readonly message: string;
  readonly remedy: string;
}

/** What a sandbox can do on this machine. */
export type SandboxCapabilities =
  | {
      readonly status: 'available';
      readonly sandbox: string;
      readonly version?: string;
      readonly fileSystem: 'enforced' | 'not-enforced';
      readonly network: 'enforced' | 'not-enforced';
      /** Things that are weaker than they could be, in sentences for people. */
      readonly notes: readonly string[];
    }
  | {
      readonly status: 'unavailable';
      readonly sandbox: string;
      /** A closed cause for programs, such as `missing-binary` or `no-user-namespaces`. */
      readonly cause: string;
      readonly message: string;
      readonly remedy: string;
    };

/** A piece of a command's output, in the order of arrival. */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

/** Something that a command was kept from, as the system tells it. */
export interface Denial {
  /** The name of the program and the number of its process. */
  readonly process: string;
  readonly pid: number;
  /** In the words of the system, such as `file-write-create`. */
  readonly operation: string;
  /** What it was about, such as a path. */
  readonly target?: string;
}

/** How a command ended. */
export type CommandOutcome =
  | { readonly kind: 'exited'; readonly exitCode: number }
  /** `exitCode` is 128 plus the signal's number. */
  | { readonly kind: 'signalled'; readonly signal: string; readonly exitCode: number }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'aborted' }
  /** The program could not be started inside the sandbox: it is missing or not executable. */
  | { readonly kind: 'not-started'; readonly message: string };

/** The terminal that a command was given. */
export interface CommandTerminal {
  /**
   * `own`: made for the command, which is in charge of it; what is written to the process is typed there. `inherited`: the command uses the
   * standard streams of this process, without being in charge of the terminal they are; nothing passes through this process.
   */
  readonly kind: 'own' | 'inherited';
  /** Tells that the size changed; an inherited terminal has it already, and only whoever runs in it is told. */
  resize(size: TerminalSize): void;
  /** Does to the command what a key would do that interrupts the foreground of its terminal. Without effect once the command has ended. */
  interrupt(signal: 'SIGINT' | 'SIGQUIT'): void;
}

/** How a command is to have a terminal. */
export interface TerminalWish extends TerminalSize {
  /**
   * What the command gets where no terminals can be made: `pipes` by default. `inherited-streams` are the standard streams of this process;
   * only a process that reads nothing itself and has a terminal there may ask for that.
   */
  readonly otherwise?: 'pipes' | 'inherited-streams';
  /** Called once, before the first piece of output, unless the command got pipes; must not throw. */
  readonly onGiven?: (terminal: CommandTerminal) => void;
}

/** How to run a plan. */
export interface SpawnOptions {
  /** `closed`: the command reads end of file at once. */
  readonly stdin: 'closed' | 'open';
  /**
   * A wish for a terminal in place of pipes: input, output and errors are then one, all output is reported as `stdout`, and what is written is
   * typed. Where there are no terminals, the command gets what the wish says.
   */
  readonly terminal?: TerminalWish;
  /** Wall clock, > 0 and at most 2,147,483,647; no limit when absent. On expiry the whole process tree is killed. */
  readonly timeoutMs?: number;
  /** Aborting kills the whole process tree. */
  readonly signal?: AbortSignal;
  /**
   * Called for every piece of output; must not throw. The bytes belong to the callee. A promise, which must not reject, may hold the output of
   * that stream back until it is fulfilled; a command that prints more than the system holds waits meanwhile.
   */
  readonly onOutput: (chunk: OutputChunk) => unknown;
  /** Called for what a filtered network kept from the command, each thing once, before the outcome; must not throw. */
  readonly onBlocked?: (blocked: BlockedConnection) => void;
  /** Called for what was denied, before the outcome, where the system keeps account of it (macOS) and never elsewhere; must not throw. */
  readonly onDenial?: (denial: Denial) => void;
}

/** A command that was started. */
export interface SandboxedProcess {
  /**
   * Settles when the command has ended and all of its output was delivered. Rejects only with a `CodexError` of code
   * `sandbox-unavailable`, when the sandbox itself could not be set up; the command then never ran.
   */
  readonly outcome: Promise<CommandOutcome>;
  /** Writes to standard input; a command that has closed it is no error. */
  write(bytes: Uint8Array): void;
  /** What somebody waits for who has much to write: until the command has read on. Nothing while there is room. */
  room?(): Promise<void> | undefined;
  /** Closes standard input. */
  end(): void;
  /** Kills the whole process tree; the outcome is then `aborted`. */
  kill(): void;
}

/**
 * Runs commands under a permission profile.
 *
 * An implementation enforces the profile itself or refuses, a filtered network included; the caller never retries without a sandbox. Exit, timeout, kill and a
 * program that is missing are values. Any number of commands may run at once.
 */
export interface ProcessSandbox {
  /**
   * What can be enforced here; probed once, then remembered. Called before the first plan of a managed profile. What is in the way is a status
   * with its cause and remedy, never a rejection.
   */
  probe(): Promise<SandboxCapabilities>;
  /** Turns a request into a plan without any I/O, or refuses it. A null character in an argument is an `invalid-request`. */
  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal>;
  /**
   * Starts a plan that this sandbox made.
   *
   * @throws CodexError `sandbox-refused` for a plan of another sandbox, `closed` after {@link close}.
   */
  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess;
  /** Kills what still runs and removes what was left on the disk. */
  close?(): Promise<void>;
}
