import type { Notification } from '../../domain/notifications/notification.js';
import type { Clock } from '../../ports/clock.js';
import type { Logger } from '../../ports/logger.js';
import type { Notifier } from '../../ports/notifier.js';

/** A notifier, and which notifications go to it. */
export interface NotifierRoute {
  readonly notifier: Notifier;
  /** Asked at the moment of each notification. Default: all of them. */
  readonly wants?: (notification: Notification) => boolean;
}

/** What a {@link RoutingNotifier} works with. */
export interface RoutingNotifierOptions {
  readonly routes: readonly NotifierRoute[];
  readonly clock: Clock;
  readonly logger: Logger;
}

const CLOSE_LIMIT_MS = 1_000;

/**
 * Hands every notification to those notifiers that want it, and holds them to the contract of the port: one that throws, rejects or
 * does not close concerns neither the others nor the turn.
 */
export class RoutingNotifier implements Notifier {
  readonly #options: RoutingNotifierOptions;
  #closed: Promise<void> | undefined;

  constructor(options: RoutingNotifierOptions) {
    this.#options = options;
  }

  notify(notification: Notification): void {
    if (this.#closed !== undefined) return;
    for (const { notifier, wants = everything } of this.#options.routes) {
      void this.#guard(() => (wants(notification) ? notifier.notify(notification) : undefined));
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const closing = Promise.all(this.#options.routes.map(({ notifier }) => this.#guard(() => notifier.close?.())));
    const limit = new AbortController();
    const timeout = this.#options.clock.sleep(CLOSE_LIMIT_MS, limit.signal).catch(nothing);
    await Promise.race([closing, timeout]);
    limit.abort();
  }

  /** A notifier of the host may well be an async function, whose rejection would end the host. */
  async #guard(action: () => unknown): Promise<void> {
    try {
      await action();
    } catch (cause) {
      this.#options.logger.log('warn', 'a notifier failed', { module: 'notifications', cause });
    }
  }
}

function everything(): boolean {
  return true;
}

function nothing(): void {
  // The sleep was cancelled because the notifiers closed in time.
}
