import type { Notification, Notifier } from '../../ports/notifier.js';

/** Keeps every notification. */
export class RecordingNotifier implements Notifier {
  readonly #notifications: Notification[] = [];
  #closed = false;

  /** Everything notified so far, oldest first. */
  get notifications(): readonly Notification[] {
    return this.#notifications;
  }

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  notify(notification: Notification): void {
    this.#notifications.push(notification);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
