import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { FileSystemError, FileSystemErrorCode } from '../../ports/file-system.js';

/** Thrown within this folder where the file system itself has nothing against an operation, but the contract has. */
export class FileFailure extends Error {
  override readonly name = 'FileFailure';
  readonly code: FileSystemErrorCode;

  constructor(code: FileSystemErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

const codes: Readonly<Record<string, FileSystemErrorCode>> = {
  ENOENT: 'not-found',
  ENOTDIR: 'not-a-directory',
  EISDIR: 'not-a-file',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  EROFS: 'read-only',
};

const words: Readonly<Record<FileSystemErrorCode, string>> = {
  'not-found': 'does not exist',
  'not-a-file': 'is not a regular file',
  'not-a-directory': 'is not a directory, or lies below a file',
  'permission-denied': 'may not be accessed by this process',
  'read-only': 'is on a read-only file system',
  'too-large': 'is larger than the limit',
  outside: 'leads out of the directory that was granted, or through a symbolic link',
  io: 'could not be accessed',
};

/** The system's name of what went wrong, such as `ENOENT`; `undefined` when `thrown` did not come from the system. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || thrown instanceof FileFailure) return undefined;
  // Node refuses a path with a NUL character before the system sees it. No file has such a name.
  if (thrown.code === 'ERR_INVALID_ARG_VALUE') return 'ENOENT';
  return typeof thrown.code === 'string' && 'syscall' in thrown ? thrown.code : undefined;
}

/** What was thrown by a file operation, as the port reports it. Anything else is a mistake of ours and is thrown again. */
export function toFileSystemError(thrown: unknown, path: AbsolutePath): FileSystemError {
  const system = systemCodeOf(thrown);
  if (system === undefined && !(thrown instanceof FileFailure)) throw thrown;
  const code = thrown instanceof FileFailure ? thrown.code : (codes[system ?? ''] ?? 'io');
  const detail = code === 'io' && system !== undefined ? ` (${system})` : '';
  return { code, path, message: `\`${path}\` ${words[code]}${detail}`, cause: thrown };
}
