import type { Notification } from '../../domain/notifications/notification.js';
import { renderNotification } from '../../domain/notifications/render-notification.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { Notifier } from '../../ports/notifier.js';
import type { ProgramLauncher } from '../../ports/program-launcher.js';
import { planArguments, type TerminalNotifierLook } from './plan-arguments.js';

/** How a {@link TerminalNotifierNotifier} calls `terminal-notifier`. */
export interface TerminalNotifierNotifierOptions extends TerminalNotifierLook {
  /** Where `terminal-notifier` is. */
  readonly program: AbsolutePath;
  /** The whole environment of the program. */
  readonly variables: Readonly<Record<string, string>>;
  /** Closed together with the notifier. */
  readonly launcher: ProgramLauncher;
}

/**
 * Shows notifications in the Notification Center of macOS through the program `terminal-notifier`. What others wrote is handed over on
 * standard input, never as an argument.
 */
export class TerminalNotifierNotifier implements Notifier {
  readonly #options: TerminalNotifierNotifierOptions;

  constructor(options: TerminalNotifierNotifierOptions) {
    this.#options = options;
  }

  notify(notification: Notification): void {
    const { program, variables, launcher } = this.#options;
    launcher.launch({
      program,
      arguments: planArguments(notification, this.#options),
      variables,
      input: renderNotification(notification).message,
    });
  }

  close(): Promise<void> {
    return this.#options.launcher.close();
  }
}
