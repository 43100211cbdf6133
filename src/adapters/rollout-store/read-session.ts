import { isThreadId } from '../../domain/conversation/thread-id.js';
import type { ThreadHeader, ThreadRecord } from '../../domain/conversation/thread-record.js';
import { err, ok, type Result } from '../../domain/result.js';
import { type HistoryBase, SessionDecoder } from './decode-session.js';
import { findSession } from './find-session.js';
import { readLines } from './read-lines.js';
import { type FileIdentity, openSessionFile, type SessionFileError } from './session-file.js';

/** A session as it was read. */
export interface ReadSession {
  readonly header: ThreadHeader;
  readonly records: readonly ThreadRecord[];
  readonly identity: FileIdentity;
  /** Whether the last line lacks its line feed. */
  readonly endsInLine: boolean;
  /** The number of the next line, where lines are numbered. */
  readonly nextOrdinal: number | undefined;
}

/** A session file to read. */
export interface SessionPlace {
  readonly threadId: string;
  readonly path: string;
  /** Reading stops here; the whole file is read when absent. */
  readonly bytes?: number;
}

/** Forks of forks refer to each other; a longer chain is a circle. */
const maxForks = 32;

/**
 * Reads the session of a thread, and the beginning of the thread that it was forked from where it refers to that one. A file that
 * describes another thread is refused.
 */
export async function readSession(
  sessionsFolder: string,
  place: SessionPlace,
): Promise<Result<ReadSession, SessionFileError>> {
  const own = await readFile(place);
  if (!own.ok) return own;
  let { records, base } = own.value;
  for (let forks = 0; base !== undefined; forks += 1) {
    if (forks === maxForks) return err({ message: `the threads before \`${place.threadId}\` refer to each other` });
    const read = await readBase(sessionsFolder, base);
    if (!read.ok) return read;
    records = [...read.value.records, ...records];
    base = read.value.base;
  }
  const { header, identity, endsInLine, nextOrdinal } = own.value;
  return ok({ header, records, identity, endsInLine, nextOrdinal });
}

interface ReadFile extends ReadSession {
  readonly base: HistoryBase | undefined;
}

async function readBase(sessionsFolder: string, base: HistoryBase): Promise<Result<ReadFile, SessionFileError>> {
  const { threadId, bytes } = base;
  const path = isThreadId(threadId) ? await findSession(sessionsFolder, threadId) : undefined;
  if (path !== undefined) return readFile({ threadId, path, bytes });
  return err({
    message: `the history begins in thread \`${threadId}\`, which does not exist; restore its session file`,
  });
}

async function readFile({ threadId, path, bytes }: SessionPlace): Promise<Result<ReadFile, SessionFileError>> {
  const opened = await openSessionFile(path);
  if (!opened.ok) return opened;
  const { handle, identity } = opened.value;
  try {
    const decoder = new SessionDecoder();
    const onLine = (line: string) => decoder.decodeLine(line);
    const { endsInLine } = await readLines(handle, { onLine, ...(bytes === undefined ? {} : { maxBytes: bytes }) });
    const { header, records, base, nextOrdinal } = decoder;
    if (header?.threadId !== threadId) {
      return err({ message: `the head of the session file \`${path}\` does not describe thread \`${threadId}\`` });
    }
    return ok({ header, records, base, identity, endsInLine, nextOrdinal });
  } finally {
    await handle.close();
  }
}
