import { closeSync, constants, fstatSync, lstatSync, openSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { err, ok, type Result } from '../../domain/result.js';

/** Which file a path led to, so that another one in its place is noticed. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
}

/** A session file that was opened. */
export interface OpenedSession {
  readonly handle: FileHandle;
  readonly identity: FileIdentity;
}

/** Why a session file was not opened. */
export interface SessionFileError {
  readonly message: string;
  readonly cause?: unknown;
}

/** A thread lives in memory, so a file that does not fit there is refused before it is read. */
const maxSessionBytes = 512n * 1024n * 1024n;

const { O_RDONLY, O_WRONLY, O_APPEND, O_CREAT, O_EXCL } = constants;
/** Systems without these flags do not define them. A FIFO without a writer would otherwise block the opening for ever. */
const noFollow = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A session file that was made, open for appending. */
export interface CreatedSession {
  readonly identity: FileIdentity;
  readonly descriptor: number;
}

/**
 * Creates a session file that only its owner can read, with its first line. Throws the system's error when the file exists or cannot
 * be written; it does not stay behind half written. Synchronous, because a thread's first request waits for it.
 */
export function createSessionFile(path: string, firstLine: string): CreatedSession {
  const descriptor = openSync(path, O_CREAT | O_EXCL | O_WRONLY | O_APPEND | noFollow, 0o600);
  try {
    writeFileSync(descriptor, firstLine);
    const { dev, ino } = fstatSync(descriptor, { bigint: true });
    return { identity: { device: dev, inode: ino }, descriptor };
  } catch (cause) {
    closeSync(descriptor);
    unlinkSync(path);
    throw cause;
  }
}

/** Opens a session file for reading, if it is a regular file of acceptable size whose owner can be trusted. */
export async function openSessionFile(path: string): Promise<Result<OpenedSession, SessionFileError>> {
  let handle: FileHandle;
  try {
    handle = await open(path, O_RDONLY | noFollow);
  } catch (cause) {
    return err({ message: openingFailed(path, cause), cause });
  }
  const stat = await handle.stat({ bigint: true });
  const problem = problemOf(path, stat);
  if (problem === undefined) return ok({ handle, identity: { device: stat.dev, inode: stat.ino } });
  await handle.close();
  return err({ message: problem });
}

/** Opens the same file again for appending, without leaving the current tick. Throws when there is another one in its place, or none. */
export function reopenSessionFile(path: string, identity: FileIdentity): number {
  const descriptor = openSync(path, O_WRONLY | O_APPEND | noFollow);
  try {
    requireSame(path, identity, fstatSync(descriptor, { bigint: true }));
    return descriptor;
  } catch (cause) {
    closeSync(descriptor);
    throw cause;
  }
}

/** Appends to the same file without leaving the current tick. Throws when there is another one in its place, or none. */
export function appendNow(path: string, identity: FileIdentity, bytes: Uint8Array): void {
  const descriptor = reopenSessionFile(path, identity);
  try {
    writeWhole(descriptor, bytes);
  } finally {
    closeSync(descriptor);
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** The size of a session file in bytes; undefined when there is another file in its place, or none. */
export function sizeOf(path: string, { device, inode }: FileIdentity): bigint | undefined {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stat !== undefined && stat.dev === device && stat.ino === inode ? stat.size : undefined;
}

function requireSame(path: string, identity: FileIdentity, stat: { readonly dev: bigint; readonly ino: bigint }): void {
  if (stat.dev === identity.device && stat.ino === identity.inode) return;
  throw new Error(`the session file \`${path}\` was replaced by another file`);
}

function openingFailed(path: string, cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ELOOP') return `the session file \`${path}\` is a symbolic link; put the file itself in its place`;
  return `the session file \`${path}\` cannot be opened (${code ?? String(cause)}); check its permissions`;
}

function problemOf(
  path: string,
  stat: { isFile(): boolean; readonly size: bigint; readonly uid: bigint },
): string | undefined {
  if (!stat.isFile()) return `the session \`${path}\` is not a regular file`;
  if (stat.size > maxSessionBytes) {
    return `the session file \`${path}\` has ${stat.size} bytes; expected at most ${maxSessionBytes}`;
  }
  if (!isTrustedOwner(stat.uid)) {
    return `the session file \`${path}\` belongs to another user (${stat.uid}); expected a file of your own`;
  }
  return undefined;
}

/** Whoever owns the file could have made up the conversation. The superuser's containers often see files of a host's user. */
function isTrustedOwner(uid: bigint): boolean {
  const own = process.getuid?.();
  return own === undefined || own === 0 || uid === 0n || uid === BigInt(own);
}
