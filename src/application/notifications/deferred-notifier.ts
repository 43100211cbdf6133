import type { Notification } from '../../domain/notifications/notification.js';
import type { Clock } from '../../ports/clock.js';
import type { Logger } from '../../ports/logger.js';
import type { Notifier } from '../../ports/notifier.js';

/** What a {@link DeferredNotifier} works with. */
export interface DeferredNotifierOptions {
  /** Makes the notifier that does the work. Asked at once, and after a failure again at the next notification. */
  readonly make: () => Promise<Notifier>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How many notifications may wait for the notifier to be made; what comes on top is dropped. */
const MAX_WAITING = 16;
/** How long `close` waits for the notifier to be made, so that it can tell what it was given. */
const MAKING_LIMIT_MS = 500;

/**
 * Stands for a notifier that is still being made. Looking for notification programs takes time, without end where a directory of `PATH`
 * is on a disk that does not answer, and a turn must not wait for it.
 */
export class DeferredNotifier implements Notifier {
  readonly #options: DeferredNotifierOptions;
  #state: 'open' | 'closing' | 'closed' = 'open';
  #waiting: Notification[] = [];
  #making: Promise<void> | undefined;
  #made: Notifier | undefined;

  constructor(options: DeferredNotifierOptions) {
    this.#options = options;
    this.#making = this.#make();
  }

  notify(notification: Notification): void {
    if (this.#state !== 'open') return;
    if (this.#made !== undefined) {
      this.#made.notify(notification);
      return;
    }
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(notification);
    this.#making ??= this.#make();
  }

  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    const limit = new AbortController();
    const timeout = this.#options.clock.sleep(MAKING_LIMIT_MS, limit.signal).catch(nothing);
    await Promise.race([this.#making, timeout]);
    limit.abort();
    this.#state = 'closed';
    await this.#made?.close?.();
  }

  async #make(): Promise<void> {
    try {
      const made = await this.#options.make();
      if (this.#state === 'closed') return;
      this.#made = made;
      for (const notification of this.#waiting.splice(0)) made.notify(notification);
    } catch (cause) {
      this.#options.logger.log('warn', 'the notifier could not be made', { module: 'notifications', cause });
      this.#waiting = [];
      this.#making = undefined;
    }
  }
}

function nothing(): void {
  // The sleep was cancelled because the notifier was made in time.
}
