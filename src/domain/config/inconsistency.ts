import type { KeyPath } from './key-path.js';

/** Settings that have the right types but make no sense together. */
export interface Inconsistency {
  readonly path: KeyPath;
  /** Names the key, what is wrong and the remedy. */
  readonly message: string;
}
