import type { Notification, NotificationEvent } from '../../domain/notifications/notification.js';
import { renderNotification } from '../../domain/notifications/render-notification.js';

const urgencies: Readonly<Record<NotificationEvent, 'normal' | 'critical'>> = {
  'turn-complete': 'normal',
  'approval-requested': 'critical',
  'turn-failed': 'normal',
};

/** The arguments of `notify-send`: options of ours, the end of the options, the summary, the body. */
export function planArguments(notification: Notification): readonly string[] {
  const { title, subtitle, message } = renderNotification(notification);
  const urgency = urgencies[notification.type];
  return [`--app-name=${title}`, `--urgency=${urgency}`, '--', `${title}: ${subtitle}`, escapeBody(message)];
}

// The desktop reads a body as markup, in which it would follow links and load images; before that, notify-send itself turns backslash
// sequences into the characters that they stand for, control characters included.
function escapeBody(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\\', '\\\\');
}
