/** How large a terminal is, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Our end of a terminal whose other end a child process is given. */
export interface OpenTerminal {
  /** A descriptor of the other end, which reads and writes. */
  readonly device: number;
  /** Settles when nobody holds the other end any more and everything that came through it was delivered. Never rejects. */
  readonly ended: Promise<void>;
  /** Types. Ignored once the terminal has ended. */
  write(bytes: Uint8Array): void;
  /** Changes the size; whatever runs in the foreground is told. Ignored once the terminal has ended. */
  resize(size: TerminalSize): void;
  /** To be called once the child has the other end: the terminal ends only when nobody holds it any more. */
  closeDevice(): void;
  /** Gives both ends up; what was not delivered yet is lost. */
  close(): void;
}

/** A program that is to be in charge of a terminal of its own. */
export interface TerminalProgram {
  /** Program and arguments. */
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The complete environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly size: TerminalSize;
  /** Called for every piece of output; the bytes belong to the callee. */
  readonly onOutput: (bytes: Uint8Array) => void;
}

/** A program that runs in a terminal. */
export interface TerminalProcess {
  /** Leads a process group of its own, where there are such. */
  readonly pid: number;
  /** Settles when the program has ended and its output was delivered. `signal` is the number of what ended it. Never rejects. */
  readonly exited: Promise<{ readonly exitCode: number; readonly signal?: number }>;
  /** Types. Ignored once the program has ended. */
  write(bytes: Uint8Array): void;
  /** Changes the size of the terminal. Ignored once the program has ended. */
  resize(size: TerminalSize): void;
}

/** Makes terminals that exist only in memory, for programs that behave differently without one. */
export interface PseudoTerminals {
  /** A terminal for a process that the caller starts; `undefined` on a platform where only {@link PseudoTerminals.start} is possible. */
  open(size: TerminalSize, onOutput: (bytes: Uint8Array) => void): OpenTerminal | undefined;
  /** Starts a program in a terminal. Throws what the system says when it cannot be started at all. */
  start(program: TerminalProgram): TerminalProcess;
}

/** Gets hold of what makes terminals, on first use; `undefined` where there is nothing that does. Never rejects. */
export type LoadPseudoTerminals = () => Promise<PseudoTerminals | undefined>;
