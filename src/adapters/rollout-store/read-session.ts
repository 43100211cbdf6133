import type { ThreadHeader, ThreadRecord } from '../../domain/conversation/thread-record.js';
import { err, ok, type Result } from '../../domain/result.js';
import { SessionDecoder } from './decode-session.js';
import { readLines } from './read-lines.js';
import { type FileIdentity, openSessionFile, type SessionFileError } from './session-file.js';

/** A session as it was read. */
export interface ReadSession {
  readonly header: ThreadHeader;
  readonly records: readonly ThreadRecord[];
  readonly identity: FileIdentity;
  /** Whether the last line lacks its line feed. */
  readonly endsInLine: boolean;
}

/** Reads the whole session of a thread. A file that describes another thread is refused. */
export async function readSession(path: string, threadId: string): Promise<Result<ReadSession, SessionFileError>> {
  const opened = await openSessionFile(path);
  if (!opened.ok) return opened;
  const { handle, identity } = opened.value;
  try {
    const decoder = new SessionDecoder();
    const { endsInLine } = await readLines(handle, { onLine: (line) => decoder.decodeLine(line) });
    const { header, records } = decoder;
    if (header?.threadId === threadId) return ok({ header, records, identity, endsInLine });
    return err({ message: `the head of the session file \`${path}\` does not describe thread \`${threadId}\`` });
  } finally {
    await handle.close();
  }
}
