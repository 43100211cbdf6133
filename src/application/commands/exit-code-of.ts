import { assertNever } from '../../domain/result.js';
import type { CommandOutcome } from '../../ports/process-sandbox.js';

/** The exit code that stands for an outcome: the command's own, 124 after a timeout, 137 after an abort, as shells have it. */
export function exitCodeOf(outcome: CommandOutcome, { notStarted }: { readonly notStarted: number }): number {
  switch (outcome.kind) {
    case 'exited':
    case 'signalled':
      return outcome.exitCode;
    case 'timed-out':
      return 124;
    case 'aborted':
      return 137;
    case 'not-started':
      return notStarted;
    default:
      return assertNever(outcome);
  }
}
