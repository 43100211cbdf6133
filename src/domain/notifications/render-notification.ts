import { nameOf } from '../paths/absolute-path.js';
import { cleanText } from './clean-text.js';
import type { Notification, NotificationEvent } from './notification.js';

/** The texts of a notification for a person. `title` and `subtitle` are ours; only `message` has words of others in it, cleaned. */
export interface NotificationText {
  readonly title: string;
  readonly subtitle: string;
  /** One line, at most {@link MAX_MESSAGE_CHARACTERS} code points, never empty. */
  readonly message: string;
}

/** How many code points of a message are shown. */
export const MAX_MESSAGE_CHARACTERS = 200;

const MAX_DIRECTORY_CHARACTERS = 40;

const subtitles: Readonly<Record<NotificationEvent, string>> = {
  'turn-complete': 'Turn complete',
  'approval-requested': 'Approval requested',
  'turn-failed': 'Turn failed',
};

/** The texts that tell a person about `notification`: what happened, in which directory, and the beginning of its own words. */
export function renderNotification(notification: Notification): NotificationText {
  const directory = cleanText(nameOf(notification.cwd), MAX_DIRECTORY_CHARACTERS);
  const words = cleanText(wordsOf(notification), MAX_MESSAGE_CHARACTERS) || 'nothing more is known';
  const message = directory === '' ? words : `${directory}: ${words}`;
  return {
    title: 'Codex',
    subtitle: subtitles[notification.type],
    message: cleanText(message, MAX_MESSAGE_CHARACTERS),
  };
}

/** The same in one line, for technologies that have a single text. Always begins with a letter of ours. */
export function renderNotificationLine(notification: Notification): string {
  const { title, subtitle, message } = renderNotification(notification);
  return `${title}: ${subtitle} - ${message}`;
}

/**
 * A name for all notifications of one thread, by which a newer one may replace an older one: `codex-` and at most 57 lower-case
 * letters, digits and hyphens.
 */
export function notificationGroup(notification: Notification): string {
  const id = notification.threadId.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `codex-${id.slice(-MAX_GROUP_ID_CHARACTERS)}`;
}

const MAX_GROUP_ID_CHARACTERS = 57;

function wordsOf(notification: Notification): string {
  switch (notification.type) {
    case 'turn-complete':
      return notification.lastAgentMessage ?? 'finished without a final message';
    case 'approval-requested':
      return notification.summary;
    case 'turn-failed':
      return notification.message;
  }
}
