import { lstat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { threadPreview } from '../../domain/conversation/thread-preview.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { ThreadSummary } from '../../ports/thread-store.js';
import { SessionDecoder } from './decode-session.js';
import { dayFoldersNewestFirst, entriesOf } from './find-session.js';
import { readLines } from './read-lines.js';
import { openSessionFile } from './session-file.js';
import { threadIdOfName } from './session-path.js';

/** Older files than these are not looked at, so that a listing takes a bounded time. */
const maxFiles = 5_000;
/** The first prompt comes after the base instructions and the context messages. */
const maxHeadBytes = 512 * 1024;
/** How many files are worked on at once; the pool of the platform has few threads. */
const parallel = 8;

interface FoundFile {
  readonly path: string;
  readonly updatedAt: number;
}

/** The sessions below a folder, last written first; only the heads of the files are read. */
export async function listSessions(
  sessionsFolder: string,
  filter: { readonly cwd?: AbsolutePath; readonly limit: number },
): Promise<readonly ThreadSummary[]> {
  const files = await findFiles(sessionsFolder);
  const listed: ThreadSummary[] = [];
  for (let at = 0; at < files.length && listed.length < filter.limit; at += parallel) {
    const summaries = await Promise.all(files.slice(at, at + parallel).map(summarise));
    for (const summary of summaries) {
      if (summary !== undefined && (filter.cwd === undefined || filter.cwd === summary.cwd)) listed.push(summary);
    }
  }
  return listed.slice(0, filter.limit);
}

async function findFiles(sessionsFolder: string): Promise<readonly FoundFile[]> {
  const paths: string[] = [];
  for await (const folder of dayFoldersNewestFirst(sessionsFolder)) {
    const names = (await entriesOf(folder)).filter((entry) => entry.isFile()).map((entry) => entry.name);
    for (const name of names.sort().reverse()) {
      if (threadIdOfName(name) !== undefined) paths.push(join(folder, name));
    }
    if (paths.length >= maxFiles) break;
  }
  const files: FoundFile[] = [];
  for (let at = 0; at < Math.min(paths.length, maxFiles); at += parallel) {
    const found = await Promise.all(paths.slice(at, at + parallel).map(inspect));
    for (const file of found) if (file !== undefined) files.push(file);
  }
  // The sort is stable: of two files that were written at once, the one created later stays first.
  return files.sort((a, b) => b.updatedAt - a.updatedAt);
}

async function inspect(path: string): Promise<FoundFile | undefined> {
  try {
    return { path, updatedAt: Math.floor((await lstat(path)).mtimeMs) };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Files that cannot be opened, or whose head is damaged, are not listed. */
async function summarise({ path, updatedAt }: FoundFile): Promise<ThreadSummary | undefined> {
  const head = await readHead(path);
  const { header } = head;
  if (header === undefined || header.threadId !== threadIdOfName(basename(path))) return undefined;
  const prompt = head.records.find((record) => record.kind === 'user-message');
  return {
    threadId: header.threadId,
    cwd: header.cwd,
    createdAt: header.createdAt,
    updatedAt,
    preview: threadPreview(prompt?.kind === 'user-message' ? prompt.text : ''),
    location: path,
  };
}

async function readHead(path: string): Promise<SessionDecoder> {
  const decoder = new SessionDecoder();
  const opened = await openSessionFile(path);
  if (!opened.ok) return decoder;
  const { handle } = opened.value;
  try {
    await readLines(handle, {
      onLine: (line) => decoder.decodeLine(line),
      isEnough: () => decoder.records.some((record) => record.kind === 'user-message'),
      maxBytes: maxHeadBytes,
    });
    return decoder;
  } finally {
    await handle.close();
  }
}
