import { describe, expect, it } from 'vitest';
import { AccessKeeper } from '../../../src/adapters/windows-sandbox/access-keeper.js';
import { decodeAccessList } from '../../../src/adapters/windows-sandbox/access-list.js';
import type { AccessEntry } from '../../../src/adapters/windows-sandbox/windows-plan.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { AccessDisk, type DiskObject } from './support/access-disk.js';

const capability = 'S-1-5-21-1-2-3-4';

function entry(effect: AccessEntry['effect'], path: string): AccessEntry {
  return { effect, path: path as AbsolutePath, capability };
}

async function failureOf(object: DiskObject): Promise<string> {
  const disk = new AccessDisk({ 'C:\\ws': object });
  const failed = await new AccessKeeper(disk.native).ensure([entry('allow-write', 'C:\\ws')]).then(
    () => 'nothing',
    (error: Error) => error.message,
  );
  expect(disk.leaks).toBe(0);
  return failed;
}

describe('the keeper of access lists', () => {
  it('writes what is missing once, and nothing when all of it stands there', async () => {
    const disk = new AccessDisk({ 'C:\\ws': { type: 'directory' }, 'C:\\ws\\.git': { type: 'directory' } });
    const keeper = new AccessKeeper(disk.native);
    const entries = [entry('allow-write', 'C:\\ws'), entry('deny-write', 'C:\\ws\\.git')];
    await keeper.ensure(entries);
    await Promise.all([keeper.ensure(entries), keeper.ensure(entries)]);
    const types = ['C:\\ws', 'C:\\ws\\.git'].map((path) =>
      decodeAccessList(disk.listOf(path) ?? Buffer.alloc(8)).map(({ type }) => type),
    );
    expect([disk.writes, disk.leaks, types]).toEqual([2, 0, [[0, 0], [1]]]);
  });

  it.each<[string, DiskObject, string]>([
    ['a link has taken its place', { type: 'link' }, 'became a link'],
    [
      'a directory on the way has become a link',
      { type: 'directory', finalPath: '\\\\?\\C:\\Users\\me' },
      'lies at `C:\\Users\\me`',
    ],
    [
      'it has come to lie on another machine',
      { type: 'directory', finalPath: '\\\\?\\UNC\\host\\share\\ws' },
      'lies at `\\\\host\\share\\ws`',
    ],
    ['its volume keeps no lists', { type: 'directory', volume: 'without access lists' }, 'without access lists'],
    ['its list does not keep what is written', { type: 'directory', forgets: true }, 'do not keep what is written'],
  ])('touches nothing, or says so, when %s', async (_, object, reason) => {
    expect(await failureOf(object)).toContain(reason);
  });

  it('takes a place for itself in whatever case the system spells it', async () => {
    expect(await failureOf({ type: 'directory', finalPath: '\\\\?\\c:\\WS' })).toBe('nothing');
  });

  it('reads the name of a place however long it is', async () => {
    const path = `C:\\${'x'.repeat(200)}\\${'y'.repeat(200)}`;
    const disk = new AccessDisk({ [path]: { type: 'directory' } });
    await new AccessKeeper(disk.native).ensure([entry('allow-write', path)]);
    expect(disk.writes).toBe(1);
  });
});
