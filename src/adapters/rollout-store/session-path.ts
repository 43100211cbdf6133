import { join } from 'node:path';
import { isThreadId } from '../../domain/conversation/thread-id.js';

/** Where the day of a session lies below the folder of sessions. */
export interface SessionDay {
  readonly year: string;
  readonly month: string;
  readonly day: string;
}

const sessionName = /^rollout-(\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})-([0-9a-f-]{36})\.jsonl$/;
const minuteMs = 60_000;

/** The local day and the file name of a session. The name sorts by the local time of creation. */
export function planSessionPath(session: {
  readonly threadId: string;
  readonly createdAt: number;
  readonly utcOffsetMinutes: number;
}): { readonly day: SessionDay; readonly name: string } {
  const local = localTime(session.createdAt, session.utcOffsetMinutes);
  return {
    day: dayOf(local),
    name: `rollout-${local.slice(0, 19).replaceAll(':', '-')}-${session.threadId}.jsonl`,
  };
}

/** The id in the name of a session file; undefined when the name is not one of a session. */
export function threadIdOfName(name: string): string | undefined {
  const id = sessionName.exec(name)?.[2];
  return id !== undefined && isThreadId(id) ? id : undefined;
}

/**
 * The days on which a thread may have been created, judging by the time in its id. The local day is one of three, whatever the time
 * zone was. Ids of other versions hold no time, so the days of this guess may not exist.
 */
export function likelyDays(threadId: string): readonly SessionDay[] {
  const createdAt = Number.parseInt(threadId.slice(0, 8) + threadId.slice(9, 13), 16);
  const dayMinutes = 24 * 60;
  return [0, dayMinutes, -dayMinutes].map((offset) => dayOf(localTime(createdAt, offset)));
}

/** The folder of a day. */
export function dayFolder(sessionsFolder: string, { year, month, day }: SessionDay): string {
  return join(sessionsFolder, year, month, day);
}

function localTime(epochMs: number, utcOffsetMinutes: number): string {
  return new Date(epochMs + utcOffsetMinutes * minuteMs).toISOString();
}

function dayOf(localIso: string): SessionDay {
  const [year = '', month = '', day = ''] = localIso.slice(0, localIso.indexOf('T')).split('-');
  return { year, month, day };
}
