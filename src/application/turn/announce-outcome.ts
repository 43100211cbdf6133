import type { ThreadEvent } from '../../domain/conversation/thread-event.js';
import type { Notification } from '../../domain/notifications/notification.js';
import type { OpenThread } from '../session/open-thread.js';
import type { TurnReport, TurnRequest } from './turn-request.js';

type TurnComplete = Extract<Notification, { type: 'turn-complete' }>;

/** A turn that has ended. */
export interface EndedTurn {
  readonly request: TurnRequest;
  readonly report: TurnReport;
  readonly emit: (event: ThreadEvent) => void;
}

/** Reports a turn's end to the host, and to whoever wants to be told. */
export function announceOutcome(thread: OpenThread, { request, report, emit }: EndedTurn): void {
  const { ports, session, settings } = thread;
  const { outcome } = report;
  const origin = { threadId: session.header.threadId, turnId: request.turnId, cwd: settings.cwd };
  if (outcome.kind === 'completed') {
    emit({ type: 'turn.completed', usage: report.usage });
    const last = outcome.lastMessage === undefined ? {} : { lastAgentMessage: outcome.lastMessage };
    ports.notifier.notify(turnComplete({ ...origin, ...last }, session.spokenUntilNow()));
    return;
  }
  const message = outcome.kind === 'interrupted' ? interruptedMessage : outcome.message;
  emit({ type: 'error', message });
  emit({ type: 'turn.failed', error: { message } });
  if (outcome.kind !== 'interrupted') ports.notifier.notify({ type: 'turn-failed', ...origin, message });
}

/** Most notifiers do not show what was said, and a long history that was read back is decoded only for one that does. */
function turnComplete(
  rest: Omit<TurnComplete, 'type' | 'inputMessages'>,
  spoken: () => readonly string[],
): Notification {
  return {
    type: 'turn-complete',
    ...rest,
    get inputMessages() {
      return spoken();
    },
  };
}

/** The message of a turn that `interrupt()` ended. */
export const interruptedMessage = 'the turn was interrupted';
