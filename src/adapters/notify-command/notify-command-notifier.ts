import type { Notification } from '../../domain/notifications/notification.js';
import type { Notifier } from '../../ports/notifier.js';
import type { ProgramLauncher } from '../../ports/program-launcher.js';
import { MAX_PAYLOAD_BYTES, renderPayload } from './render-payload.js';

/** How a {@link NotifyCommandNotifier} calls the configured program. */
export interface NotifyCommandNotifierOptions {
  /** An absolute path, or a bare name to look for in `PATH`. */
  readonly program: string;
  /** What precedes the JSON argument. Default: nothing. */
  readonly arguments?: readonly string[];
  /** The whole environment of the program. */
  readonly variables: Readonly<Record<string, string>>;
  /** Who runs the turns, as the program is told. Default: `codex_sdk`. */
  readonly client?: string;
  /** Closed together with the notifier. */
  readonly launcher: ProgramLauncher;
}

/**
 * Runs the configured program for every completed turn, in the directory of the thread, with one JSON argument after its own. There is
 * no shell in between. Other notifications are passed over: programs written for the public Codex do not know them.
 */
export class NotifyCommandNotifier implements Notifier {
  readonly #options: NotifyCommandNotifierOptions;

  constructor(options: NotifyCommandNotifierOptions) {
    this.#options = options;
  }

  notify(notification: Notification): void {
    if (notification.type !== 'turn-complete') return;
    const { program, arguments: first = [], variables, client = 'codex_sdk', launcher } = this.#options;
    const maxBytes = MAX_PAYLOAD_BYTES[process.platform === 'win32' ? 'windows' : 'posix'];
    launcher.launch({
      program,
      arguments: [...first, renderPayload(notification, { client, maxBytes })],
      variables,
      workingDirectory: notification.cwd,
    });
  }

  close(): Promise<void> {
    return this.#options.launcher.close();
  }
}
