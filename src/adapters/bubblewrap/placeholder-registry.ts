import { randomUUID } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FileLock } from './file-lock.js';
import type { Placeholder } from './mount-step.js';
import { joinPlaceholder, leavePlaceholder, removeAbandoned, type Standing } from './placeholder-record.js';
import { ownIdentity, renderIdentity } from './process-identity.js';

/** The placeholders that one command stands on. */
export interface PlaceholderLease {
  /** Paths at which nothing can be made, and therefore needs no protection. */
  readonly impossible: ReadonlySet<string>;
  /** Gives the placeholders up; those that nobody else uses disappear from the host. */
  release(): void;
}

/**
 * Makes placeholders on the host and removes them again. Commands share them, within this process and with others, through markers in
 * the state directory; what a killed process left behind is removed by the next one that starts.
 */
export class PlaceholderRegistry {
  readonly #folder: string;
  readonly #lock: FileLock;
  readonly #owner = `${renderIdentity(ownIdentity())}-${randomUUID().slice(0, 8)}`;
  /** How many commands of this instance use a placeholder that is ours. */
  readonly #uses = new Map<string, number>();

  constructor(stateDirectory: string) {
    this.#folder = join(stateDirectory, 'placeholders');
    this.#lock = new FileLock(join(stateDirectory, 'lock'), this.#owner);
  }

  /** Makes what is missing. Throws, with nothing held, when a place has changed so that it cannot be protected. */
  acquire(placeholders: readonly Placeholder[]): PlaceholderLease {
    const standings = new Map<string, Standing>();
    const unsettled = placeholders.filter(({ path }) => !this.#stands(path));
    if (unsettled.length > 0) this.#lock.hold(() => this.#joinAll(unsettled, standings));
    const held = placeholders.map(({ path }) => path).filter((path) => (standings.get(path) ?? 'ours') === 'ours');
    for (const path of held) this.#uses.set(path, (this.#uses.get(path) ?? 0) + 1);
    const impossible = [...standings].filter(([, standing]) => standing === 'impossible').map(([path]) => path);
    return { impossible: new Set(impossible), release: once(() => this.#release(held)) };
  }

  /** Removes what processes that no longer run have left on the host. */
  sweep(): void {
    this.#lock.sweep();
    if (readdirSync(this.#folder).length > 0) this.#lock.hold(() => removeAbandoned(this.#folder));
  }

  /** Removes what the registry itself keeps on the disk. */
  close(): void {
    this.#lock.close();
  }

  /** The host may have removed a placeholder that is in use; then it has to be made again. */
  #stands(path: string): boolean {
    return this.#uses.has(path) && lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  }

  #joinAll(placeholders: readonly Placeholder[], standings: Map<string, Standing>): void {
    try {
      for (const placeholder of placeholders) {
        standings.set(placeholder.path, joinPlaceholder(this.#folder, placeholder, this.#owner));
      }
    } catch (error) {
      for (const [path, standing] of standings) if (standing === 'ours' && !this.#uses.has(path)) this.#leave(path);
      throw error;
    }
  }

  #release(paths: readonly string[]): void {
    const unused: string[] = [];
    for (const path of paths) {
      const count = (this.#uses.get(path) ?? 1) - 1;
      if (count > 0) this.#uses.set(path, count);
      else if (this.#uses.delete(path)) unused.push(path);
    }
    if (unused.length === 0) return;
    this.#lock.hold(() => {
      for (const path of unused) this.#leave(path);
    });
  }

  #leave(path: string): void {
    leavePlaceholder(this.#folder, path, this.#owner);
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
