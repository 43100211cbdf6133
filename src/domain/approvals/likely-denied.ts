/** How a command that was confined ended. */
export interface ConfinedOutcome {
  /** 128 plus the signal's number after a signal. */
  readonly exitCode: number;
}

/** What programs and shells print when the system refuses them something. */
const denialWords =
  /operation not permitted|permission denied|read-only file system|seccomp|sandbox|landlock|failed to write file|access is denied|access to the path .{1,300} is denied/i;

/** 128 plus the number of SIGSYS on Linux: a forbidden system call killed the program. */
const killedByFilter = 128 + 31;

/**
 * Whether a confined command probably failed because it was confined. A guess, from the exit code and the output: good enough to ask whether it
 * should be tried again without a sandbox, for nothing else.
 */
export function isLikelyDenied({ exitCode }: ConfinedOutcome, output: string): boolean {
  if (exitCode === 0) return false;
  return denialWords.test(output) || exitCode === killedByFilter;
}
