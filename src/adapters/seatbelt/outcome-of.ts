import { CodexError } from '../../domain/codex-error.js';
import type { CommandOutcome } from '../../ports/process-sandbox.js';
import { explainFailure, launcherPrefix } from './explain-failure.js';
import type { HeldBackErrors } from './held-back-errors.js';
import { launcherPath } from './seatbelt-plan.js';

/** How the launcher ended, with what it may have said. */
export interface LauncherEnd {
  readonly outcome: CommandOutcome;
  readonly errors: HeldBackErrors;
  /** The program that the user wanted to run. */
  readonly program: string;
}

/** What the launcher ends with when something is wrong with its input or with the system; it becomes the command otherwise. */
const failures: readonly number[] = [64, 65, 71];

/** Reads the outcome of a command off the end of its launcher. Throws when the sandbox could not be set up. */
export function outcomeOf({ outcome, errors, program }: LauncherEnd): CommandOutcome {
  if (outcome.kind === 'not-started') return unstarted(outcome);
  const said = errors.peek();
  if (outcome.kind !== 'exited' || !failures.includes(outcome.exitCode) || !said.startsWith(launcherPrefix)) {
    errors.release();
    return outcome;
  }
  const reason = /execvp\(\) of '[\s\S]*' failed: (.*)/.exec(said)?.[1];
  if (reason !== undefined) {
    return { kind: 'not-started', message: `the program \`${program}\` could not be started: ${reason.toLowerCase()}` };
  }
  const failure = explainFailure(said);
  throw new CodexError('sandbox-unavailable', `${failure.message}; ${failure.remedy}`);
}

/** A missing working directory is a matter of the command; a missing launcher is not. */
function unstarted(outcome: Extract<CommandOutcome, { readonly kind: 'not-started' }>): CommandOutcome {
  if (!outcome.message.includes(launcherPath) || outcome.message.includes('too long')) return outcome;
  throw new CodexError('sandbox-unavailable', `${outcome.message}; only macOS has this program`);
}
