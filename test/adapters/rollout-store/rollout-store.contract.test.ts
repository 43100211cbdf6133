import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { RolloutStore } from '../../../src/adapters/rollout-store/rollout-store.js';
import { parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { describeThreadStore } from '../../../src/testing/describe-thread-store.js';

describeThreadStore({ test }, 'RolloutStore', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rollout-'));
  const codexHome = parseAbsolutePath(folder, process.platform === 'win32' ? 'windows' : 'posix');
  if (!codexHome.ok) throw new Error('expected an absolute folder');
  const clock = { now: () => Date.UTC(2026, 10, 20, 12), utcOffsetMinutes: () => 60 };
  const create = () => new RolloutStore({ codexHome: codexHome.value, clock });
  return {
    store: create(),
    reopen: async () => create(),
    letTimePass: () => ageFiles(join(folder, 'sessions')),
    cleanUp: () => rm(folder, { recursive: true }),
  };
});

/** Instead of waiting, the past is moved further away. */
async function ageFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    const { atime, mtime } = await stat(path);
    await utimes(path, atime, new Date(mtime.getTime() - 1000));
  }
}
