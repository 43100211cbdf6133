import { describe, expect, it } from 'vitest';
import { FixedEnvironment } from '../../../src/adapters/in-memory/fixed-environment.js';
import { type InMemoryEntry, InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { gatherTemporaryDirectories } from '../../../src/application/settings/gather-temporary-directories.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';

function found(TMPDIR: string | undefined, files: Record<string, InMemoryEntry> = { '/tmp/x': '' }) {
  const variables: Record<string, string> = TMPDIR === undefined ? {} : { TMPDIR };
  const environment = new FixedEnvironment({ variables, homeDirectory: '/home/user' as AbsolutePath });
  return gatherTemporaryDirectories({
    cwd: '/work' as AbsolutePath,
    environment,
    fileSystem: new InMemoryFileSystem(files),
  });
}

describe('gatherTemporaryDirectories', () => {
  it('takes the directory that the environment names, and the usual one where it exists', async () => {
    expect(await found('/var/tmp/mine')).toEqual({ tmpdir: '/var/tmp/mine', slashTmp: '/tmp' });
    expect(await found('/home/user/tmp')).toEqual({ tmpdir: '/home/user/tmp', slashTmp: '/tmp' });
    expect(await found(undefined, {})).toEqual({});
  });

  it.each(['', '/', '/home', '/home/user', '/home/user/', '/work/../home/user', 'relative', '..', '~/tmp'])(
    'leaves out a temporary directory that is %j, which would open more than was meant',
    async (TMPDIR) => {
      expect(await found(TMPDIR)).toEqual({ slashTmp: '/tmp' });
    },
  );

  it('leaves out a link that leads to the home', async () => {
    const files = { '/home/user/a': '', '/tmp/x': '', '/var/link': { type: 'symlink', target: '/home' } } as const;
    expect(await found('/var/link', files)).toEqual({ slashTmp: '/tmp' });
  });
});
