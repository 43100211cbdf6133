import { randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** An edit takes milliseconds. A lock that is older than this was left behind, whatever its owner's number says by now. */
const abandonedMs = 10_000;
const patienceMs = 15_000;
const pauseMs = 10;

/** Runs `action` while no other editor has the lock; `undefined` when it could not be had in time. */
export async function withEditLock<T>(path: string, action: () => Promise<T>): Promise<T | undefined> {
  const token = `${process.pid} ${randomBytes(8).toString('hex')}\n`;
  if (!(await acquire(path, token))) return undefined;
  try {
    return await action();
  } finally {
    // Whoever took the lock over, because this process seemed gone, keeps it.
    if ((await contentOf(path)) === token) await rm(path, { force: true });
  }
}

async function acquire(path: string, token: string): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    if (await create(path, token)) return true;
    const holder = await contentOf(path);
    if (holder !== undefined && (await isAbandoned(path, holder))) await takeAway(path, holder);
    else await delay(pauseMs);
  }
  return false;
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(token).finally(() => file.close());
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isAbandoned(path: string, holder: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return false;
  if (Date.now() - found.mtimeMs > abandonedMs) return true;
  const pid = Number.parseInt(holder, 10);
  // Without a number it is being written right now.
  return pid > 0 && !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Two processes may both have found it abandoned: whoever finds that it moved the other one's new lock puts that back. */
async function takeAway(path: string, abandoned: string): Promise<void> {
  const aside = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await rename(path, aside);
    if ((await contentOf(aside)) !== abandoned) await link(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
