import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { ReadOptions, WriteOptions } from '../../ports/file-system.js';

/**
 * Reads files, and changes files below a granted directory without following links. Synchronous, because the many small calls of
 * a walk cost more in a thread pool than they take. Failures are thrown: `FileFailure`, or the system's own errors.
 */
export interface ConfinedFiles {
  read(path: AbsolutePath, options: ReadOptions): Uint8Array;
  write(path: AbsolutePath, content: Uint8Array, grant: WriteOptions): void;
  remove(path: AbsolutePath, grant: WriteOptions): void;
}
