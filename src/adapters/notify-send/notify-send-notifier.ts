import type { Notification } from '../../domain/notifications/notification.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { Notifier } from '../../ports/notifier.js';
import type { ProgramLauncher } from '../../ports/program-launcher.js';
import { planArguments } from './plan-arguments.js';

/** How a {@link NotifySendNotifier} calls `notify-send`. */
export interface NotifySendNotifierOptions {
  /** Where `notify-send` is. */
  readonly program: AbsolutePath;
  /** The whole environment of the program; it finds the desktop session there. */
  readonly variables: Readonly<Record<string, string>>;
  /** Closed together with the notifier. */
  readonly launcher: ProgramLauncher;
}

/** Shows notifications on a Linux desktop through the program `notify-send` of libnotify. */
export class NotifySendNotifier implements Notifier {
  readonly #options: NotifySendNotifierOptions;

  constructor(options: NotifySendNotifierOptions) {
    this.#options = options;
  }

  notify(notification: Notification): void {
    const { program, variables, launcher } = this.#options;
    launcher.launch({ program, arguments: planArguments(notification), variables });
  }

  close(): Promise<void> {
    return this.#options.launcher.close();
  }
}
