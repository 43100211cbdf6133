import { randomFillSync } from 'node:crypto';
import type { IdGenerator } from '../../ports/id-generator.js';

/** One call of the operating system's generator costs about as much for 4 KiB as for 10 bytes. */
const poolBytes = 4096;

/** Leaves at least 2048 values above a random start before the counter overflows. */
const counterStartMask = 0x7ff;
const counterLimit = 0xfff;

/** Unpredictable identifiers from the operating system's random numbers. */
export class RandomIds implements IdGenerator {
  readonly #now: () => number;
  readonly #pool = Buffer.alloc(poolBytes);
  #taken = poolBytes;
  #lastMs = 0;
  #counter = 0;

  /** @param options.now milliseconds since the epoch; the machine's clock when absent */
  constructor(options: { readonly now?: () => number } = {}) {
    this.#now = options.now ?? Date.now;
  }

  uuid(): string {
    this.#tick();
    const time = this.#lastMs.toString(16).padStart(12, '0');
    const counter = this.#counter.toString(16).padStart(3, '0');
    const random = this.hex(15);
    // The two highest bits of the fourth group are the variant, `10`.
    const variant = '89ab'.charAt(this.#bytes(1).readUInt8() & 3);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${random.slice(0, 3)}-${random.slice(3)}`;
  }

  hex(digits: number): string {
    return this.#bytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits);
  }

  /** INVARIANT: the pair of millisecond and counter grows with every call, also when the machine's clock is set back. */
  #tick(): void {
    const now = Math.floor(this.#now());
    if (now <= this.#lastMs && this.#counter < counterLimit) {
      this.#counter += 1;
      return;
    }
    this.#lastMs = Math.max(now, this.#lastMs + 1);
    this.#counter = this.#bytes(2).readUInt16BE() & counterStartMask;
  }

  #bytes(count: number): Buffer {
    if (count > poolBytes) return randomFillSync(Buffer.alloc(count));
    if (this.#taken + count > poolBytes) {
      randomFillSync(this.#pool);
      this.#taken = 0;
    }
    this.#taken += count;
    return this.#pool.subarray(this.#taken - count, this.#taken);
  }
}
