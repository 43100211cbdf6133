/** A stream that text is written to. */
export interface TextOutput {
  readonly isTerminal: boolean;
  /** Writes at once, in order. Writing to a stream that nobody reads any more has no effect. */
  write(text: string | Uint8Array): void;
  /** What somebody waits for who has much to write: until the reader has caught up. Nothing while there is room. */
  room?(): Promise<void> | undefined;
}

/** What a person types to interrupt a program. */
export type TerminalKey = 'SIGINT' | 'SIGQUIT';

/** A terminal in front of which somebody sits. */
export interface HostTerminal {
  size(): { readonly columns: number; readonly rows: number };
  /** Has every key come through as it is typed, until the result is called. */
  takeOver(handlers: { readonly onResize: () => void }): () => void;
  /** Leaves the terminal to a program, until the result is called, which also mends what the program did to it. */
  lend(handlers: { readonly onResize: () => void; readonly onInterrupt: (key: TerminalKey) => void }): () => void;
}

/** What a command knows of the process it runs in; tests bring their own. */
export interface Host {
  /** Without the program's own name. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Absolute. */
  readonly workingDirectory: string;
  readonly stdin: {
    readonly isTerminal: boolean;
    /** Everything up to the end of the input. */
    read(): Promise<Uint8Array>;
    /** The input piece by piece; ends when {@link Host.stop} aborts. */
    stream(): AsyncIterable<Uint8Array>;
    /** Reads no more, so that the process can end. */
    close(): void;
  };
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Absent unless all three streams are a terminal and this process is in its foreground. */
  readonly terminal?: HostTerminal;
  /** Milliseconds from an arbitrary origin; never goes back. */
  now(): number;
  /**
   * Aborts when the process is asked to stop: by a signal, whose name is the reason, or because standard output was closed.
   * A second signal ends the process at once.
   */
  readonly stop: AbortSignal;
}
