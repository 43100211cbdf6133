import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../error-code.js';
import type { Placeholder } from '../plan/mount-step.js';
import { FileLock } from './file-lock.js';
import { isCurrent, makeOnHost, type Origin, originOf, removeFromHost } from './placeholder.js';
import { isInUse, ownersIn, PlaceholderRecord, readRecord } from './placeholder-record.js';
import { ownIdentity, renderIdentity } from './process-identity.js';

/** The placeholders that one command stands on. */
export interface PlaceholderLease {
  /** Paths at which nothing can be made, and therefore needs no protection. */
  readonly impossible: ReadonlySet<string>;
  /** Gives the placeholders up; those that nobody else uses disappear from the host. */
  release(): void;
}

/** What became of the wish for a placeholder. */
type Standing =
  /** It stands because of us or a companion, and the last of us removes it. */
  | 'ours'
  /** Something of somebody else stands there and stays. */
  | 'foreign'
  /** It cannot be made, because this user may not write there. */
  | 'impossible';

/**
 * Makes placeholders on the host and removes them again. Commands share them, within this process and with others, through records in
 * the state directory; what a killed process left behind is removed by the next one that starts.
 */
export class PlaceholderRegistry {
  readonly #folder: string;
  readonly #lock: FileLock;
  readonly #owner = `${renderIdentity(ownIdentity())}-${randomUUID().slice(0, 8)}`;
  readonly #record: PlaceholderRecord;
  /** How many commands of this instance use a placeholder that is ours. */
  readonly #uses = new Map<string, number>();
  /** Placeholders that nobody here uses any more, until there is a moment to give them up in. */
  readonly #unused = new Set<string>();

  constructor(stateDirectory: string) {
    this.#folder = join(stateDirectory, 'placeholders');
    this.#lock = new FileLock(join(stateDirectory, 'lock'), this.#owner);
    this.#record = new PlaceholderRecord(this.#folder, this.#owner);
  }

  /**
   * Makes what is missing. Rejects, with nothing held, when a place has changed so that it cannot be protected, or when somebody else does not
   * let go of the lock: what is taken away from below a command is not protected any more.
   */
  async acquire(placeholders: readonly Placeholder[]): Promise<PlaceholderLease> {
    const standings = new Map<string, Standing>();
    const join = (): readonly string[] => this.#joinAll(placeholders, standings);
    const held = placeholders.every((it) => this.#stands(it)) ? join() : await this.#lock.hold(join);
    const impossible = [...standings].filter(([, standing]) => standing === 'impossible').map(([path]) => path);
    return { impossible: new Set(impossible), release: once(() => this.#release(held)) };
  }

  /** Removes what processes that no longer run have left on the host. */
  sweep(): void {
    this.#lock.sweep();
    const owners = ownersIn(this.#folder);
    if (owners.length === 0) return;
    this.#lock.holdAtOnce(() => {
      for (const owner of owners) if (!isInUse(this.#folder, owner)) this.#clearAfter(owner);
    });
  }

  /** Removes what the registry itself keeps on the disk. */
  close(): void {
    this.#leaveUnused();
    this.#record.close();
    this.#lock.close();
  }

  /** The host may have removed or replaced a placeholder that is in use; then it has to be made again. */
  #stands({ path }: Placeholder): boolean {
    const origin = this.#uses.has(path) ? this.#record.get(path) : undefined;
    return origin !== undefined && isCurrent(origin);
  }

  /** The paths that are held from now on. Nothing is where it throws. */
  #joinAll(placeholders: readonly Placeholder[], standings: Map<string, Standing>): readonly string[] {
    try {
      for (const it of placeholders) standings.set(it.path, this.#stands(it) ? 'ours' : this.#join(it));
    } catch (error) {
      for (const [path, standing] of standings) if (standing === 'ours' && !this.#uses.has(path)) this.#leave(path);
      throw error;
    }
    const held = placeholders.map(({ path }) => path).filter((path) => standings.get(path) === 'ours');
    for (const path of held) {
      this.#unused.delete(path);
      this.#uses.set(path, (this.#uses.get(path) ?? 0) + 1);
    }
    return held;
  }

  #release(paths: readonly string[]): void {
    for (const path of paths) {
      const count = (this.#uses.get(path) ?? 1) - 1;
      if (count > 0) this.#uses.set(path, count);
      else if (this.#uses.delete(path)) this.#unused.add(path);
    }
    this.#leaveUnused();
  }

  /** What cannot be given up now, because somebody else holds the lock, stays recorded for the next time. */
  #leaveUnused(): void {
    if (this.#unused.size === 0) return;
    try {
      this.#lock.holdAtOnce(() => {
        for (const path of this.#unused) {
          this.#leave(path);
          this.#unused.delete(path);
        }
      });
    } catch (error) {
      // A machine that has run out of descriptors or room must not take the outcome of a command for that.
      if (errorCode(error) === '') throw error;
    }
  }

  #join(placeholder: Placeholder): Standing {
    const made = makeOnHost(placeholder);
    if (made === 'impossible') return made;
    const origin = made === 'made' ? originOf(placeholder) : this.#companionsOrigin(placeholder);
    if (origin === undefined) return 'foreign';
    try {
      this.#record.add(origin);
    } catch (error) {
      if (made === 'made') removeFromHost(origin);
      throw error;
    }
    return 'ours';
  }

  /** What stands there is a placeholder only if a record says so of this very file or directory. */
  #companionsOrigin({ path }: Placeholder): Origin | undefined {
    return ownersIn(this.#folder)
      .flatMap((owner) => readRecord(this.#folder, owner))
      .find((origin) => origin.path === path && isCurrent(origin));
  }

  /** The last one to leave removes the placeholder, and only then its record: what is recorded can still be found after a crash. */
  #leave(path: string): void {
    const origin = this.#record.get(path);
    if (origin !== undefined && !this.#isShared(path, this.#owner)) removeFromHost(origin);
    this.#record.remove(path);
  }

  #clearAfter(owner: string): void {
    for (const origin of readRecord(this.#folder, owner)) {
      if (!this.#isShared(origin.path, owner)) removeFromHost(origin);
    }
    rmSync(join(this.#folder, owner), { force: true });
  }

  #isShared(path: string, owner: string): boolean {
    const others = ownersIn(this.#folder).filter((other) => other !== owner);
    return others.some(
      (other) => readRecord(this.#folder, other).some((origin) => origin.path === path) && isInUse(this.#folder, other),
    );
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
