import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { CodexError } from '../../domain/codex-error.js';
import { asCount, asText, parseFields } from './json-fields.js';
import { judgeProcess, type ProcessIdentity } from './process-identity.js';

/** Which session to lock, and for whom. */
export interface LockRequest {
  readonly threadId: string;
  readonly sessionPath: string;
  readonly owner: ProcessIdentity;
}

/** Keeps a session for one writer, until it is released. */
export interface SessionLock {
  /** Does nothing when it was released before. Never throws: a lock that stays behind is taken over later. */
  release(): void;
}

/** A lock without readable content is being written right now, unless it is older than this. */
const writingMs = 5_000;
/** A process of another machine or container cannot be asked; it counts as ended when it wrote nothing for this long. */
const silentMs = 10 * 60_000;
const maxLockBytes = 4096;
const maxAttempts = 5;

const noFollow = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Locks a session with a file beside it that names this process. The few calls are synchronous: they touch a file of 200 bytes, and
 * nothing of this process can come between them.
 *
 * @throws CodexError of code `thread-busy` while another writer has it, in this process or another
 * @throws the system's error when the lock cannot be written
 */
export function lockSession(request: LockRequest): SessionLock {
  const path = `${request.sessionPath}.lock`;
  const content = JSON.stringify({ ...request.owner, token: randomBytes(8).toString('hex') });
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (writeNew(path, content)) return { release: once(() => releaseOwn(path, content)) };
    const found = readLock(path);
    if (found === undefined) continue;
    if (!isStale(found, request)) throw busy(request, path, found);
    removeStale(path, request);
  }
  throw busy(request, path, undefined);
}

interface FoundLock {
  readonly content: string;
  readonly ageMs: number;
}

function writeNew(path: string, content: string): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | noFollow, 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
  try {
    writeSync(descriptor, content);
    return true;
  } finally {
    closeSync(descriptor);
  }
}

/** Undefined when the lock was released meanwhile. */
function readLock(path: string): FoundLock | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | noFollow);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    const stat = fstatSync(descriptor);
    const readable = stat.isFile() && stat.size <= maxLockBytes;
    return { content: readable ? readFileSync(descriptor, 'utf8') : '', ageMs: Date.now() - stat.mtimeMs };
  } finally {
    closeSync(descriptor);
  }
}

function isStale({ content, ageMs }: FoundLock, { owner, sessionPath }: LockRequest): boolean {
  const holder = decodeHolder(content);
  if (holder === undefined) return ageMs > writingMs;
  const verdict = judgeProcess(holder, owner);
  return verdict === 'unknown' ? Math.min(ageMs, ageOf(sessionPath)) > silentMs : verdict === 'gone';
}

function decodeHolder(content: string): ProcessIdentity | undefined {
  const fields = parseFields(content);
  const pid = asCount(fields?.pid);
  const start = asText(fields?.start);
  const machine = asText(fields?.machine);
  // Process 0 would stand for the whole process group.
  if (pid === undefined || pid === 0 || start === undefined || machine === undefined) return undefined;
  return { pid, start, machine };
}

function ageOf(sessionPath: string): number {
  const stat = statSync(sessionPath, { throwIfNoEntry: false });
  return stat === undefined ? Number.POSITIVE_INFINITY : Date.now() - stat.mtimeMs;
}

/**
 * Removes a lock whose owner is gone. Several processes may have found it at once; were each of them to remove what it finds, one would
 * remove the new lock of another. So only the one that holds a second lock may, and it looks again first.
 */
function removeStale(path: string, request: LockRequest): void {
  const guard = `${path}.takeover`;
  if (!writeNew(guard, JSON.stringify(request.owner))) {
    // Whoever holds it needs microseconds, so an old one was left by a process that was killed just then.
    if ((readLock(guard)?.ageMs ?? 0) > writingMs) attempt(() => unlinkSync(guard));
    return;
  }
  try {
    const found = readLock(path);
    if (found !== undefined && isStale(found, request)) attempt(() => unlinkSync(path));
  } finally {
    attempt(() => unlinkSync(guard));
  }
}

/** Whoever took the lock over, because this process seemed gone, keeps it. */
function releaseOwn(path: string, content: string): void {
  attempt(() => {
    if (readLock(path)?.content === content) unlinkSync(path);
  });
}

function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // Somebody else was faster, or the folder is gone; the state of the disk decides what happens next.
  }
}

function once(step: () => void): () => void {
  let done = false;
  return () => {
    if (!done) step();
    done = true;
  };
}

function busy({ threadId, owner }: LockRequest, path: string, found: FoundLock | undefined): CodexError {
  const pid = decodeHolder(found?.content ?? '')?.pid;
  if (pid === owner.pid) {
    return new CodexError('thread-busy', `thread \`${threadId}\` is in use by this process; close it first`);
  }
  const holder = pid === undefined ? 'another process' : `process ${pid}`;
  return new CodexError(
    'thread-busy',
    `thread \`${threadId}\` is in use by ${holder}; end that session, or delete \`${path}\` if there is none`,
  );
}
