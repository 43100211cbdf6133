import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identifyOwnProcess, type ProcessIdentity } from '../../../src/adapters/rollout-store/process-identity.js';
import { lockSession } from '../../../src/adapters/rollout-store/session-lock.js';
import { temporaryHome } from './temporary-home.js';

const threadId = '01a1f861-0b4b-7ea1-b126-53e5ea5482fc';
const own = identifyOwnProcess();
/** Higher than any id that a system gives to a process. */
const noPid = 2 ** 30;
const minute = 60_000;

async function session(): Promise<{
  readonly folder: string;
  readonly sessionPath: string;
  readonly lockPath: string;
}> {
  const folder = await temporaryHome();
  const sessionPath = join(folder, 's.jsonl');
  await writeFile(sessionPath, '');
  return { folder, sessionPath, lockPath: `${sessionPath}.lock` };
}

async function age(path: string, ms: number): Promise<void> {
  const then = new Date(Date.now() - ms);
  await utimes(path, then, then);
}

const contentOf = (identity: ProcessIdentity) => JSON.stringify({ ...identity, token: 'x' });

describe('lockSession', () => {
  it('leaves nothing behind when it is released, however often', async () => {
    const { folder, sessionPath } = await session();
    const lock = lockSession({ threadId, sessionPath, owner: own });
    expect((await readdir(folder)).sort()).toEqual(['s.jsonl', 's.jsonl.lock']);
    lock.release();
    lock.release();
    expect(await readdir(folder)).toEqual(['s.jsonl']);
  });

  it.skipIf(process.platform === 'win32')('shows its owner to nobody else', async () => {
    const { sessionPath, lockPath } = await session();
    lockSession({ threadId, sessionPath, owner: own });
    expect((await stat(lockPath)).mode & 0o777).toBe(0o600);
  });

  it('is refused to this process while this process has it', async () => {
    const { sessionPath } = await session();
    const lock = lockSession({ threadId, sessionPath, owner: own });
    expect(() => lockSession({ threadId, sessionPath, owner: own })).toThrow(
      expect.objectContaining({
        code: 'thread-busy',
        message: `thread \`${threadId}\` is in use by this process; close it first`,
      }),
    );
    lock.release();
    lockSession({ threadId, sessionPath, owner: own }).release();
  });

  it('names the other process and the remedy', async () => {
    const { sessionPath, lockPath } = await session();
    await writeFile(lockPath, contentOf({ ...own, pid: 1, start: '' }));
    expect(() => lockSession({ threadId, sessionPath, owner: own })).toThrow(
      `thread \`${threadId}\` is in use by process 1; end that session, or delete \`${lockPath}\` if there is none`,
    );
  });

  it.each<[string, string]>([
    ['ended', contentOf({ ...own, pid: noPid })],
    ...(own.start === ''
      ? []
      : [['ended, and its id was given to another one', contentOf({ ...own, start: '1' })] as [string, string]]),
  ])('is taken over from a process that %s', async (_, content) => {
    const { folder, sessionPath, lockPath } = await session();
    await writeFile(lockPath, content);
    const lock = lockSession({ threadId, sessionPath, owner: own });
    expect(JSON.parse(await readFile(lockPath, 'utf8'))).toMatchObject(own);
    lock.release();
    expect(await readdir(folder)).toEqual(['s.jsonl']);
  });

  it.each<[string, number, number, 'busy' | 'taken over']>([
    ['that wrote a moment ago', 60 * minute, 0, 'busy'],
    ['that locked a moment ago', 0, 60 * minute, 'busy'],
    ['that was silent for long', 60 * minute, 60 * minute, 'taken over'],
  ])('of a process of another machine %s is %s', async (_, lockAge, sessionAge, expected) => {
    const { sessionPath, lockPath } = await session();
    await writeFile(lockPath, contentOf({ ...own, machine: 'elsewhere' }));
    await age(lockPath, lockAge);
    await age(sessionPath, sessionAge);
    expect(outcome(sessionPath)).toBe(expected);
  });

  it.each<[string, string, number, 'busy' | 'taken over']>([
    ['is being written', '', 0, 'busy'],
    ['was never finished', '{"pid":', minute, 'taken over'],
    ['names no process', '{"pid":0,"start":"","machine":""}', minute, 'taken over'],
    ['is no lock', 'x'.repeat(5_000), minute, 'taken over'],
  ])('that %s is judged by its age', async (_, content, lockAge, expected) => {
    const { sessionPath, lockPath } = await session();
    await writeFile(lockPath, content);
    await age(lockPath, lockAge);
    expect(outcome(sessionPath)).toBe(expected);
  });

  it.each<[string, number, 'busy' | 'taken over']>([
    ['that another process is taking over', 0, 'busy'],
    ['whose taking over was cut off', minute, 'taken over'],
  ])('%s is judged by the age of that', async (_, guardAge, expected) => {
    const { folder, sessionPath, lockPath } = await session();
    await writeFile(lockPath, contentOf({ ...own, pid: noPid }));
    await writeFile(`${lockPath}.takeover`, '');
    await age(`${lockPath}.takeover`, guardAge);
    expect(outcome(sessionPath)).toBe(expected);
    const guards = (await readdir(folder)).filter((name) => name.endsWith('.takeover'));
    expect(guards).toEqual(expected === 'busy' ? ['s.jsonl.lock.takeover'] : []);
  });

  it('that was taken over meanwhile stays with its new owner', async () => {
    const { sessionPath, lockPath } = await session();
    const lock = lockSession({ threadId, sessionPath, owner: own });
    await writeFile(lockPath, contentOf({ ...own, pid: 1 }));
    lock.release();
    expect(JSON.parse(await readFile(lockPath, 'utf8')).pid).toBe(1);
  });

  it.skipIf(process.platform === 'win32')('does not follow a link', async () => {
    const { folder, sessionPath, lockPath } = await session();
    await writeFile(join(folder, 'precious'), 'kept');
    await symlink(join(folder, 'precious'), lockPath);
    expect(() => lockSession({ threadId, sessionPath, owner: own })).toThrow(
      expect.objectContaining({ code: 'ELOOP' }),
    );
    expect(await readFile(join(folder, 'precious'), 'utf8')).toBe('kept');
  });

  it('fails where it cannot be written', async () => {
    const { folder } = await session();
    await mkdir(join(folder, 'd'));
    expect(() => lockSession({ threadId, sessionPath: join(folder, 'missing', 's'), owner: own })).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
  });
});

function outcome(sessionPath: string): 'busy' | 'taken over' {
  try {
    lockSession({ threadId, sessionPath, owner: own });
    return 'taken over';
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'thread-busy') return 'busy';
    throw error;
  }
}
