import type { Notification } from '../../domain/notifications/notification.js';
import { renderNotificationLine } from '../../domain/notifications/render-notification.js';
import type { Multiplexer, TerminalCharacters } from '../../domain/notifications/terminal-support.js';
import type { Logger } from '../../ports/logger.js';
import type { Notifier } from '../../ports/notifier.js';
import { renderSequence } from './render-sequence.js';

/** How a {@link TerminalBellNotifier} reaches the terminal. */
export interface TerminalBellNotifierOptions {
  /**
   * Writes to the terminal, in one piece; `process.stderr.write` bound to its stream, say. Whoever draws on the terminal should hand in
   * a function that does not write into the middle of a sequence of its own.
   */
  readonly write: (sequence: string) => void;
  /** `osc9`: a desktop notification by the terminal. `bel`: its bell, without a text. */
  readonly method: 'osc9' | 'bel';
  /** What the sequence has to be passed through. Default: `none`. */
  readonly multiplexer?: Multiplexer;
  /** What the terminal understands; a terminal that does not work in UTF-8 must get `ascii`. Default: `ascii`. */
  readonly characters?: TerminalCharacters;
  readonly logger?: Logger;
}

/** Notifies through the terminal itself, with an OSC 9 sequence or the bell. */
export class TerminalBellNotifier implements Notifier {
  readonly #options: TerminalBellNotifierOptions;
  #open = true;

  constructor(options: TerminalBellNotifierOptions) {
    this.#options = options;
  }

  notify(notification: Notification): void {
    if (!this.#open) return;
    const { write, method, multiplexer = 'none', characters = 'ascii', logger } = this.#options;
    try {
      write(renderSequence(renderNotificationLine(notification), { method, multiplexer, characters }));
    } catch (cause) {
      logger?.log('warn', 'the terminal could not be notified', { module: 'notifications', cause });
    }
  }

  async close(): Promise<void> {
    this.#open = false;
  }
}
