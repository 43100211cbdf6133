import { HeadTailBuffer } from '../commands/head-tail-buffer.js';

/** How much output of one command waits for a host that reads slowly, in characters. */
const maxHeld = 1_048_576;

/**
 * Passes on what commands print. While the host does not keep up, output is held back and passed on together later; of more than fits, the
 * beginning and the end.
 */
export class OutputDeltas {
  readonly #report: (itemId: string, text: string) => void;
  readonly #crowded: () => boolean;
  readonly #held = new Map<string, HeadTailBuffer>();

  /** @param crowded whether the host has more to read than it should */
  constructor(report: (itemId: string, text: string) => void, crowded: () => boolean) {
    this.#report = report;
    this.#crowded = crowded;
  }

  append(itemId: string, text: string): void {
    if (this.#crowded()) this.#hold(itemId, text);
    else {
      this.flush(itemId);
      this.#report(itemId, text);
    }
  }

  /** Passes on what was held back of one command. */
  flush(itemId: string): void {
    const held = this.#held.get(itemId);
    if (held === undefined) return;
    this.#held.delete(itemId);
    this.#report(itemId, held.take().text);
  }

  /** The same for all commands. */
  flushAll(): void {
    for (const itemId of [...this.#held.keys()]) this.flush(itemId);
  }

  #hold(itemId: string, text: string): void {
    const held = this.#held.get(itemId) ?? new HeadTailBuffer(maxHeld);
    held.append(text);
    this.#held.set(itemId, held);
  }
}
