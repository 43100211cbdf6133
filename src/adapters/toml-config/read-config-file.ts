import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { ConfigError } from '../../domain/config/config-layer.js';
import { err, ok, type Result } from '../../domain/result.js';

/** The largest configuration file that is read, in bytes. */
const maxConfigBytes = 1024 * 1024;

/** How a configuration file is read. */
export interface ReadOptions {
  /** What becomes of a byte order mark; `dropped` when absent. */
  readonly byteOrderMark?: 'kept' | 'dropped';
}

/**
 * The text of a configuration file; `undefined` when there is none. Only regular UTF-8 files of at most 1 MiB are read, at once: for a
 * few small files, a thread pool takes longer than the reading.
 */
export function readConfigFile(path: string, options: ReadOptions = {}): Result<string | undefined, ConfigError> {
  let file: number;
  try {
    // Without O_NONBLOCK, opening a FIFO would wait for somebody to write to it. Windows has no such flag.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return isMissing(error) ? ok(undefined) : err(unreadable(path, `cannot be opened (${codeOf(error)})`));
  }
  try {
    const bytes = readOpenFile(path, file);
    return bytes.ok ? decodeText(path, bytes.value, options) : bytes;
  } catch (error) {
    return err(unreadable(path, `cannot be read (${codeOf(error)})`));
  } finally {
    closeSync(file);
  }
}

function readOpenFile(path: string, file: number): Result<Buffer, ConfigError> {
  const stats = fstatSync(file);
  if (stats.isDirectory()) return err(unreadable(path, 'is a directory; expected a file'));
  if (!stats.isFile()) return err(unreadable(path, 'is a pipe, socket or device; expected a regular file'));
  if (stats.size > maxConfigBytes) return err(tooLarge(path));
  const bytes = readAtMost(file, maxConfigBytes + 1);
  if (bytes.length > maxConfigBytes) return err(tooLarge(path));
  return ok(bytes);
}

// The size that `stat` told is only a hint: the file may grow while it is read.
function readAtMost(file: number, limit: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < limit) {
    const chunk = Buffer.allocUnsafe(Math.min(65_536, limit - total));
    const length = readSync(file, chunk);
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
    total += length;
  }
  return Buffer.concat(chunks);
}

function decodeText(path: string, bytes: Buffer, { byteOrderMark }: ReadOptions): Result<string, ConfigError> {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') return err(unreadable(path, 'is UTF-16; save it as UTF-8'));
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: byteOrderMark === 'kept' }).decode(bytes));
  } catch {
    return err(invalidUtf8(path, bytes));
  }
}

function invalidUtf8(path: string, bytes: Buffer): ConfigError {
  const repaired = Buffer.from(bytes.toString('utf8'));
  const offset = bytes.findIndex((byte, index) => byte !== repaired[index]);
  const before = bytes.subarray(0, Math.max(0, offset)).toString('utf8');
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    ...unreadable(path, `is not valid UTF-8 at byte ${offset}; save it as UTF-8`),
    line: before.split('\n').length,
    column: before.length - lineStart + 1,
  };
}

function tooLarge(path: string): ConfigError {
  return unreadable(path, `is larger than ${maxConfigBytes} bytes; a configuration has to be smaller`);
}

function unreadable(path: string, reason: string): ConfigError {
  return { code: 'unreadable', source: path, message: `the configuration file ${reason}` };
}

function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
