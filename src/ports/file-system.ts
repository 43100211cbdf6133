import type { AbsolutePath } from '../domain/paths/absolute-path.js';
import type { PathFact } from '../domain/permissions/path-facts.js';
import type { Result } from '../domain/result.js';

/** Why a file operation did not happen. */
export type FileSystemErrorCode =
  | 'not-found'
  | 'not-a-file'
  | 'not-a-directory'
  | 'permission-denied'
  | 'read-only'
  | 'too-large'
  /** The walk from `within` to the path would have followed a link, or left `within`. */
  | 'outside'
  | 'io';

/** An expected failure. `message` is for people: lower case, no final period. */
export interface FileSystemError {
  readonly code: FileSystemErrorCode;
  readonly path: AbsolutePath;
  readonly message: string;
  readonly cause?: unknown;
}

/** One name in a directory. */
export interface DirectoryEntry {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
}

/** How a file is read. */
export interface ReadOptions {
  readonly maxBytes: number;
  /**
   * `follow` by default. With `refuse`, a path of which any component is a symbolic link fails with `outside`, even when another process
   * puts the link there meanwhile: what is read is what was asked about.
   */
  readonly links?: 'follow' | 'refuse';
}

/** How a file is written or removed. */
export interface WriteOptions {
  /** The directory, or the file itself, that the caller was granted. */
  readonly within: AbsolutePath;
  /** What happens to links in the spelling of `within`: `follow` by default. With `refuse` they fail with `outside`, whenever they appear. */
  readonly links?: 'follow' | 'refuse';
}

/**
 * The files that the agent's own tools see. Commands do not go through this port; they are confined by the `ProcessSandbox`.
 *
 * Failure: every expected failure is a value; a method rejects only when it was misused.
 * Safety: `read` opens regular files only, so that a FIFO or a device can neither block nor flood it. `write` and `remove` take
 * the directory that the caller was granted and never follow a symbolic link below it, even when another process swaps a component
 * while they run.
 */
export interface FileSystem {
  /** What is at `path` now. A path that cannot be looked at counts as missing. */
  inspect(path: AbsolutePath): Promise<PathFact>;
  /** The whole content of a regular file; `too-large` when it has more than `maxBytes`. */
  read(path: AbsolutePath, options: ReadOptions): Promise<Result<Uint8Array, FileSystemError>>;
  /** The names in a directory, sorted by code unit. */
  list(path: AbsolutePath): Promise<Result<readonly DirectoryEntry[], FileSystemError>>;
  /**
   * Replaces the content of a file, or creates it with its missing parent directories (mode 0666 and 0777 less the umask).
   * An existing file keeps its mode and its inode, so a hard link is written through. A symbolic link at the path itself is
   * followed only if its target lies within `within`.
   */
  write(path: AbsolutePath, content: Uint8Array, options: WriteOptions): Promise<Result<void, FileSystemError>>;
  /** Removes a file, or a symbolic link without touching its target. Directories are refused with `not-a-file`. */
  remove(path: AbsolutePath, options: WriteOptions): Promise<Result<void, FileSystemError>>;
}
