import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/adapters/rollout-store/make-folder.js';

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'make-folder-'));
});
afterAll(() => rm(base, { recursive: true }));

describe('makeFolder', () => {
  it('makes what is missing, for its owner alone', async () => {
    makeFolder(join(base, 'a/b/c'));
    makeFolder(join(base, 'a/b/c'));
    const modes = await Promise.all(
      ['a', 'a/b', 'a/b/c'].map(async (path) => (await stat(join(base, path))).mode & 0o777),
    );
    if (process.platform !== 'win32') expect(modes).toEqual([0o700, 0o700, 0o700]);
  });

  it('fails where a file is in the way', async () => {
    await writeFile(join(base, 'file'), '');
    expect(() => makeFolder(join(base, 'file/b'))).toThrow('ENOTDIR');
  });

  it.runIf(process.platform === 'linux')('fails where nothing can be made, and soon', () => {
    expect(() => makeFolder('/proc/nothing/a/b')).toThrow('ENOENT');
  });
});
