import type { ItemBody, ItemReports } from './turn-items.js';

/**
 * Reports the items of one call. While the call is held, what it completes is not told yet: its output has to be on its way to the
 * session first, or a host would know of something that the death of the process undoes.
 */
export class CallItems implements ItemReports {
  readonly #items: ItemReports;
  #held: (() => void)[] | undefined;

  constructor(items: ItemReports) {
    this.#items = items;
  }

  /** Keeps what is completed from now on until {@link release}. */
  hold(): void {
    this.#held ??= [];
  }

  /** Reports what was kept, in its order; later reports are not kept. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const report of held) report();
  }

  start(body: ItemBody): string {
    return this.#items.start(body);
  }

  complete(id: string, body: ItemBody): void {
    this.#tell(() => this.#items.complete(id, body));
  }

  add(body: ItemBody): void {
    this.#tell(() => this.#items.add(body));
  }

  streamOutput(...piece: Parameters<ItemReports['streamOutput']>): void {
    this.#items.streamOutput(...piece);
  }

  showPlan(...plan: Parameters<ItemReports['showPlan']>): void {
    this.#items.showPlan(...plan);
  }

  #tell(report: () => void): void {
    if (this.#held === undefined) report();
    else this.#held.push(report);
  }
}
