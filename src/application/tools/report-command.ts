import { CodexError } from '../../domain/codex-error.js';
import type { ToolOutput } from '../../domain/conversation/history-item.js';
import { renderAbortedCall, renderCommandReport } from '../../domain/tools/render-command-output.js';
import { exitCodeOf } from '../commands/exit-code-of.js';
import type { RunningCommand } from '../commands/running-command.js';
import type { TurnScope } from '../turn/turn-scope.js';

/** What stands for the exit code of a command that never ran, in what the model and the host are told. */
export const neverRan = { notStarted: -1 } as const;

/** How long to look at a command and how much to report. */
export interface Look {
  readonly yieldTimeMs: number;
  readonly maxOutputTokens: number;
  /** The session under which the command is already kept, if it is. */
  readonly sessionId?: number;
}

/** Waits for a command as long as the call allows and reports what it printed; a command that goes on is kept as a session. */
export async function reportCommand(
  running: RunningCommand,
  look: Look,
  { scope, signal }: { readonly scope: TurnScope; readonly signal: AbortSignal },
): Promise<ToolOutput> {
  const { ports, sessions } = scope;
  const startedAt = ports.clock.monotonic();
  let state: 'ended' | 'running' | 'aborted';
  try {
    state = await running.wait(look.yieldTimeMs, signal);
  } catch (error) {
    if (!CodexError.is(error)) throw error;
    return `exec_command failed: ${error.message}`;
  }
  const wallTimeMs = ports.clock.monotonic() - startedAt;
  if (state === 'aborted') {
    // What went on in the background before this look goes on after it.
    if (look.sessionId === undefined) running.kill();
    return renderAbortedCall(wallTimeMs);
  }
  const { outcome } = running;
  if (outcome?.kind === 'not-started') return `exec_command failed: ${outcome.message}`;
  if (outcome !== undefined && look.sessionId !== undefined) sessions.forget(look.sessionId);
  return renderCommandReport({
    chunkId: ports.ids.hex(6),
    wallTimeMs,
    progress:
      outcome === undefined
        ? { kind: 'running', sessionId: look.sessionId ?? sessions.add(running) }
        : { kind: 'exited', exitCode: exitCodeOf(outcome, neverRan) },
    output: running.takeUnread(),
    blocked: running.takeBlocked(),
    maxOutputTokens: look.maxOutputTokens,
  });
}
