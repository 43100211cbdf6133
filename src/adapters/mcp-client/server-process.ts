/** The program of a server, to be started. */
export interface ServerProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Receives what a program writes. Must not throw; the bytes belong to the callee. */
export interface ServerOutput {
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
}

/** A running program that speaks over its standard streams. */
export interface ServerProcess {
  /** Settles with how the program ended, in words such as `exited with code 1`, when all of its output was delivered. Never rejects. */
  readonly ended: Promise<string>;
  /** How many bytes were written and not yet taken by the program; 0 where that cannot be told. */
  readonly unreadBytes: number;
  write(bytes: Uint8Array): void;
  /** Closes its input, which asks it to end. */
  endInput(): void;
  /** Ends it and everything that it started. */
  end(how: 'politely' | 'at-once'): void;
  /** Whether the program keeps the host process alive. It does until told otherwise. */
  keepHostAlive(keep: boolean): void;
}

/** Starts a program. Rejects with an `Error` whose message says why it could not be started. */
export type StartServerProcess = (program: ServerProgram, output: ServerOutput) => Promise<ServerProcess>;
