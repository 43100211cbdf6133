import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dayFolder, likelyDays, threadIdOfName } from './session-path.js';

/** The path of a thread's session file; undefined when there is none. The newest file wins if there are several. */
export async function findSession(sessionsFolder: string, threadId: string): Promise<string | undefined> {
  for (const day of likelyDays(threadId)) {
    const found = await findInFolder(dayFolder(sessionsFolder, day), threadId);
    if (found !== undefined) return found;
  }
  for await (const folder of dayFoldersNewestFirst(sessionsFolder)) {
    const found = await findInFolder(folder, threadId);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The folders of all days that have one, newest first. Symbolic links are not followed. */
export async function* dayFoldersNewestFirst(sessionsFolder: string): AsyncGenerator<string> {
  for (const year of await numberedFolders(sessionsFolder, /^\d{4}$/)) {
    for (const month of await numberedFolders(year, /^\d{2}$/)) {
      yield* await numberedFolders(month, /^\d{2}$/);
    }
  }
}

/** What is in a folder; nothing when it does not exist. */
export async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw cause;
  }
}

async function findInFolder(folder: string, threadId: string): Promise<string | undefined> {
  const names = (await entriesOf(folder)).map((entry) => entry.name);
  const found = names.filter((name) => threadIdOfName(name) === threadId).sort();
  const newest = found.at(-1);
  return newest === undefined ? undefined : join(folder, newest);
}

async function numberedFolders(folder: string, pattern: RegExp): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  const names = entries.filter((entry) => entry.isDirectory() && pattern.test(entry.name)).map((entry) => entry.name);
  return names
    .sort()
    .reverse()
    .map((name) => join(folder, name));
}
