import type { AbsolutePath } from '../domain/paths/absolute-path.js';

/** A program that is started and forgotten. Nothing of it passes through a shell. */
export interface ProgramCall {
  /** An absolute path, or a bare name to look for in the absolute directories of `PATH`. Other relative paths do not start. */
  readonly program: string;
  readonly arguments: readonly string[];
  /** Its whole environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Written to its standard input, which is then closed. Default: nothing can be read there. */
  readonly input?: string;
  /** Default: the directory that the program is in. */
  readonly workingDirectory?: AbsolutePath;
}

/**
 * Starts programs that nobody waits for. `launch` returns at once and never throws: a program that is missing or broken is a log entry.
 * What the programs print is discarded. Their number and their time are bounded; what exceeds the number is not started.
 */
export interface ProgramLauncher {
  launch(call: ProgramCall): void;
  /** Starts nothing any more and ends what still runs; settles after at most a second. May be called again. */
  close(): Promise<void>;
}
