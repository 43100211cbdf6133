/** What an entry grants on its path. `deny` wins over `write`, which wins over `read`, but only between entries of equal specificity. */
export type AccessMode = 'read' | 'write' | 'deny';

const precedence: Readonly<Record<AccessMode, number>> = { read: 0, write: 1, deny: 2 };

/** Orders modes by who wins on one and the same path: negative when `a` loses to `b`. */
export function compareAccessModes(a: AccessMode, b: AccessMode): number {
  return precedence[a] - precedence[b];
}

/** Whether a mode lets a path be read. */
export function allowsReading(mode: AccessMode): boolean {
  return mode !== 'deny';
}

/** Whether a mode lets a path be written. */
export function allowsWriting(mode: AccessMode): boolean {
  return mode === 'write';
}
