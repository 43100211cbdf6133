import { describe, expect, it, test } from 'vitest';
import { InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import type { AbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import { describeFileSystem } from '../../../src/testing/describe-file-system.js';

const path = (text: string) => text as AbsolutePath;
const bytes = (text: string) => new TextEncoder().encode(text);

describeFileSystem({ test }, 'InMemoryFileSystem', {
  supports: new Set(['symlinks', 'hard-links', 'special-files']),
  create: async () => {
    const fileSystem = new InMemoryFileSystem({ '/ws': { type: 'directory' }, '/else': { type: 'directory' } });
    return {
      fileSystem,
      root: path('/ws'),
      outside: path('/else'),
      arrange: async (at, entry) => fileSystem.place(at, entry.type === 'file' ? entry.text : entry),
      textOf: async (at) => fileSystem.text(at),
    };
  },
});

describe('InMemoryFileSystem', () => {
  it('shows everything it holds', () => {
    const fileSystem = new InMemoryFileSystem({
      '/ws/a': 'text',
      '/ws/b': { type: 'hard-link', to: '/ws/a' },
      '/ws/c': { type: 'symlink', target: 'a' },
      '/ws/d': { type: 'directory' },
      '/dev/null': { type: 'other' },
      'C:\\ws\\a': bytes('windows'),
    });
    expect(fileSystem.snapshot()).toEqual({
      '/ws/a': 'text',
      '/ws/b': 'text',
      '/ws/c': '-> a',
      '/ws/d': '<empty directory>',
      '/dev/null': '<other>',
      'C:\\ws\\a': 'windows',
    });
  });

  it('can be told to fail', async () => {
    const fileSystem = new InMemoryFileSystem({ '/ws/a': 'text' });
    fileSystem.fail('write', '/ws/a', 'io');
    fileSystem.fail('read', '/ws/a', 'permission-denied');
    const error = { code: 'permission-denied', path: '/ws/a', message: '`/ws/a`: permission denied' };
    expect(await fileSystem.read(path('/ws/a'), { maxBytes: 10 })).toEqual({ ok: false, error });
    expect(await fileSystem.write(path('/ws/a'), bytes('x'), { within: path('/ws') })).toMatchObject({
      error: { code: 'io' },
    });
    expect(fileSystem.snapshot()).toEqual({ '/ws/a': 'text' });
  });

  it('respects what may be done with a file', async () => {
    const fileSystem = new InMemoryFileSystem({
      '/ws/secret': { type: 'file', content: 's', access: 'none' },
      '/ws/fixed': { type: 'file', content: 'f', access: 'read-only' },
    });
    const write = (at: string) => fileSystem.write(path(at), bytes('x'), { within: path('/ws') });
    expect([
      await fileSystem.read(path('/ws/secret'), { maxBytes: 10 }),
      await write('/ws/secret'),
      await write('/ws/fixed'),
      fileSystem.snapshot(),
    ]).toMatchObject([
      { error: { code: 'permission-denied' } },
      { error: { code: 'permission-denied' } },
      { error: { code: 'permission-denied' } },
      { '/ws/secret': 's', '/ws/fixed': 'f' },
    ]);
  });

  it('can take names for the same whatever their case, and keeps their spelling', async () => {
    const fileSystem = new InMemoryFileSystem({ '/ws/ReadMe': 'old' }, { names: 'ignore-case' });
    await fileSystem.write(path('/WS/README'), bytes('new'), { within: path('/WS') });
    expect([fileSystem.snapshot(), (await fileSystem.inspect(path('/ws/readme'))).realPath]).toEqual([
      { '/ws/ReadMe': 'new' },
      '/ws/ReadMe',
    ]);
  });
});
