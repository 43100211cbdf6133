import type { Notification } from '../domain/notifications/notification.js';

export type { Notification } from '../domain/notifications/notification.js';

/**
 * Tells a person that something happened. Fire and forget: `notify` returns at once and never throws; a notifier that is slow, broken
 * or missing must not be noticeable in the turn. All texts come from a model, a repository or a command and are hostile.
 */
export interface Notifier {
  notify(notification: Notification): void;
  /** Ends what is still on its way, at the latest after a second. */
  close?(): Promise<void>;
}
