import type { IdGenerator } from '../../ports/id-generator.js';

/** Identifiers that count from 1, so that a test can write them down beforehand. */
export class SequentialIds implements IdGenerator {
  #uuids = 0;
  #hexes = 0;

  /** `00000000-0000-7000-8000-000000000001`, then `…02` and so on, in hexadecimal. */
  uuid(): string {
    this.#uuids += 1;
    return `00000000-0000-7000-8000-${this.#uuids.toString(16).padStart(12, '0')}`;
  }

  /** `000001` for six digits, then `000002` and so on; the lowest digits when the count has more. */
  hex(digits: number): string {
    this.#hexes += 1;
    const count = this.#hexes.toString(16).padStart(digits, '0');
    return count.slice(count.length - digits);
  }
}
