import { constants } from 'node:os';
import type { CommandOutcome } from '../../ports/process-sandbox.js';

/** How Node.js says that a child has ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What is known about a command besides its end. */
export interface EndContext {
  /** Why it was killed, if it was. */
  readonly stopped: 'timed-out' | 'aborted' | undefined;
  readonly platform: NodeJS.Platform;
}

/** What Windows makes the exit code of a program that is ended from outside. */
const endedOnWindows = 1;

/** Reads the outcome off the end of a child. Windows has no signals: there, a program that was killed exits with 1. */
export function outcomeOf({ code, signal }: End, { stopped, platform }: EndContext): CommandOutcome {
  const killed = signal === 'SIGKILL' || (platform === 'win32' && code === endedOnWindows);
  if (stopped !== undefined && killed) return { kind: stopped };
  if (signal === null) return { kind: 'exited', exitCode: code ?? 0 };
  return { kind: 'signalled', signal, exitCode: 128 + constants.signals[signal] };
}
