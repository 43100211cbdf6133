import { constants } from 'node:os';
import { CodexError } from '../../../domain/codex-error.js';
import type { CommandOutcome } from '../../../ports/process-sandbox.js';
import { explainFailure } from '../probe/explain-failure.js';
import type { LauncherResult } from './run-launcher.js';

/** What the runner knows besides bubblewrap's own report. */
export interface RunContext {
  readonly program: string;
  /** Why we killed the command, if we did. */
  readonly stopped: 'timed-out' | 'aborted' | undefined;
}

/** Signals that end no process, so a number above 128 cannot come from them. */
const harmless: readonly string[] = [
  'SIGCHLD',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGWINCH',
];

/** Reads the outcome of a command off the end of bubblewrap. Throws when the sandbox could not be set up. */
export function outcomeOf(
  { exitCode, signal, message, passage, fault }: LauncherResult,
  { program, stopped }: RunContext,
): CommandOutcome {
  if (fault !== undefined)
    throw new CodexError('sandbox-unavailable', `${fault}, so the command was not started; try again`);
  if (exitCode !== undefined && passage !== undefined && passage !== 'open' && stopped === undefined) {
    if (passage === 'program-missing') return missingProgram(program);
    throw new CodexError('sandbox-unavailable', noPassage);
  }
  if (exitCode !== undefined) return exited(exitCode);
  if (stopped !== undefined) return { kind: stopped };
  if (signal !== null) return { kind: 'signalled', signal, exitCode: 128 + constants.signals[signal] };
  const unstarted = notStarted(message, program);
  if (unstarted !== undefined) return unstarted;
  const failure = explainFailure(message);
  throw new CodexError('sandbox-unavailable', `${failure.message}; ${failure.remedy}`);
}

const noPassage =
  'the way to the proxy could not be opened inside of the sandbox, so the command was not started; let the profile read what Node.js ' +
  'and `/bin/sh` need, as with `:minimal`';

function missingProgram(program: string): CommandOutcome {
  const message = `the program \`${program}\` could not be started: it was not found or is not executable`;
  return { kind: 'not-started', message };
}

/** Bubblewrap reports a signal as 128 plus its number, and nothing tells that from a command that exits with such a number. */
function exited(exitCode: number): CommandOutcome {
  if (exitCode <= 128) return { kind: 'exited', exitCode };
  const [signal] =
    Object.entries(constants.signals).find(([name, number]) => 128 + number === exitCode && !harmless.includes(name)) ??
    [];
  return signal === undefined ? { kind: 'exited', exitCode } : { kind: 'signalled', signal, exitCode };
}

function notStarted(text: string, program: string): CommandOutcome | undefined {
  const reason = /: ([^:]+)$/.exec(text.trim())?.[1]?.toLowerCase() ?? 'the reason is unknown';
  if (text.startsWith('bwrap: execvp ')) {
    return { kind: 'not-started', message: `the program \`${program}\` could not be started: ${reason}` };
  }
  const directory = /^bwrap: Can't chdir to (.*): [^:]+$/s.exec(text.trim())?.[1];
  if (directory === undefined) return undefined;
  return {
    kind: 'not-started',
    message: `the working directory \`${directory}\` cannot be entered inside the sandbox: ${reason}`,
  };
}
