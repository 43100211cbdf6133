import { join } from 'node:path';
import type { ThreadRecord } from '../../../src/domain/conversation/thread-record.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { StoredThread } from '../../../src/ports/thread-store.js';
import { contractHeader } from '../../../src/testing/thread-samples.js';
import { noon, storeIn } from './temporary-home.js';

/** The thread that the tests begin. */
export const header = { ...contractHeader(1), createdAt: noon };
export const { threadId } = header;
/** The name of its file. */
export const name = `rollout-2026-11-20T13-30-00-${threadId}.jsonl`;
/** Where its file is, below the home. */
export const place = join('sessions', '2026', '11', '20', name);

/** Begins the thread, appends and closes; answers the path of the file. */
export async function create(home: AbsolutePath, records: readonly ThreadRecord[] = []): Promise<string> {
  const writer = await storeIn(home).create(header);
  writer.append(records);
  await writer.close();
  return join(home, place);
}

/** Opens a thread that must open. */
export async function open(home: AbsolutePath, id = threadId): Promise<StoredThread> {
  const opened = await storeIn(home).open(id);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

/** Why a thread does not open. */
export async function failureOf(home: AbsolutePath, id = threadId): Promise<unknown> {
  const opened = await storeIn(home).open(id);
  return opened.ok ? 'opened' : opened.error;
}
