import type { Notification } from '../../domain/notifications/notification.js';
import { notificationGroup, renderNotification } from '../../domain/notifications/render-notification.js';

/** What the host may decide about a notification of `terminal-notifier`. */
export interface TerminalNotifierLook {
  /** Default: `Codex`. */
  readonly title?: string;
  /** The name of a system sound, or `default`. Default: no sound. */
  readonly sound?: string;
  /** The bundle identifier of the application to bring to the front on a click. Default: none. */
  readonly activate?: string;
}

/** The arguments of `terminal-notifier`; the message is not among them. A newer notification of a thread replaces an older one. */
export function planArguments(notification: Notification, look: TerminalNotifierLook): readonly string[] {
  const { title, subtitle } = renderNotification(notification);
  const options: readonly (readonly [string, string | undefined])[] = [
    ['-title', look.title ?? title],
    ['-subtitle', subtitle],
    ['-group', notificationGroup(notification)],
    ['-sound', look.sound],
    ['-activate', look.activate],
  ];
  return options.flatMap(([name, value]) => (value === undefined ? [] : [name, neutralise(value)]));
}

// The program reads its arguments as user defaults: a value that begins with `-` is the next name, and one that begins with a bracket,
// a brace or a quote is a property list. Of a leading backslash it takes off one, so in front of anything unusual there is one.
function neutralise(value: string): string {
  return /^[A-Za-z0-9]/.test(value) ? value : `\\${value}`;
}
