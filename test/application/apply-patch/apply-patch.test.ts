import { describe, expect, it } from 'vitest';
import { type InMemoryEntry, InMemoryFileSystem } from '../../../src/adapters/in-memory/in-memory-file-system.js';
import { applyPatch } from '../../../src/application/apply-patch/apply-patch.js';
import { type PatchRequest, preparePatch } from '../../../src/application/apply-patch/prepare-patch.js';
import { writePatch } from '../../../src/application/apply-patch/write-patch.js';
import type { AuthorizeWrite } from '../../../src/application/apply-patch/write-permission.js';
import { type AbsolutePath, isWithin } from '../../../src/domain/paths/absolute-path.js';

const path = (text: string) => text as AbsolutePath;
const patchOf = (...body: readonly string[]) => ['*** Begin Patch', ...body, '*** End Patch'].join('\n');
const edit = (file: string) => [`*** Update File: ${file}`, '@@', '-old', '+new'];

/** Grants directories, all but what lies below a denied one. */
const granting =
  (roots: readonly string[], denied: readonly string[] = []): AuthorizeWrite =>
  (at) => {
    const within = roots.map(path).find((root) => isWithin(at, root));
    const carvedOut = denied.some((below) => isWithin(at, path(below)));
    return within === undefined || carvedOut ? { kind: 'refused', reason: 'outside' } : { kind: 'allowed', within };
  };

async function apply(
  files: Readonly<Record<string, InMemoryEntry>>,
  patch: string,
  options: Partial<PatchRequest> = {},
) {
  const fileSystem = new InMemoryFileSystem(files);
  const request = { patch, cwd: path('/ws'), fileSystem, authorize: granting(['/ws'], ['/ws/.git']), ...options };
  const outcome = await applyPatch(request);
  return { outcome, files: fileSystem.snapshot() };
}

const outside = 'patch rejected: writing outside of the project; rejected by user approval settings';

describe('applyPatch', () => {
  it('adds, updates, moves and deletes', async () => {
    const files = { '/ws/m': 'old\n', '/ws/u': 'old\n', '/ws/d': 'bye\n' };
    const patch = patchOf(
      ...['*** Add File: sub/a', '+hello'],
      ...edit('u'),
      ...['*** Update File: m', '*** Move to: to/m', '@@', '-old', '+new', '*** Delete File: d'],
    );
    expect(await apply(files, patch)).toEqual({
      outcome: {
        kind: 'applied',
        changes: [
          { path: '/ws/d', kind: 'delete' },
          { path: '/ws/m', kind: 'update' },
          { path: '/ws/sub/a', kind: 'add' },
          { path: '/ws/u', kind: 'update' },
        ],
        summary: ['A sub/a', 'M u', 'M to/m', 'D d'],
      },
      files: { '/ws/sub/a': 'hello\n', '/ws/u': 'new\n', '/ws/to/m': 'new\n' },
    });
  });

  it('carries a diff of every text where a renderer is given', async () => {
    const renderDiff: PatchRequest['renderDiff'] = ({ before = '', after = '' }) => `${before}=>${after}`;
    const files = { '/ws/u': 'old\n', '/ws/bin': new Uint8Array([255]) };
    const { outcome } = await apply(files, patchOf(...edit('u'), '*** Delete File: bin'), { renderDiff });
    expect(outcome).toMatchObject({
      kind: 'applied',
      changes: [
        { path: '/ws/bin', kind: 'delete' },
        { path: '/ws/u', kind: 'update', diff: 'old\n=>new\n' },
      ],
    });
  });

  it('writes nothing unless all of it fits', async () => {
    const files = { '/ws/a': 'old\n', '/ws/b': 'other\n' };
    expect(await apply(files, patchOf(...edit('a'), ...edit('b')))).toEqual({
      outcome: {
        kind: 'verification-failed',
        message: 'apply_patch verification failed: Failed to find expected lines in /ws/b:\nold',
      },
      files,
    });
  });

  it('reports what was written before the disk failed', async () => {
    const fileSystem = new InMemoryFileSystem({ '/ws/a': 'old\n', '/ws/b': 'old\n', '/ws/c': 'old\n' });
    fileSystem.fail('write', '/ws/c', 'io');
    fileSystem.fail('remove', '/ws/b', 'permission-denied');
    const move = ['*** Update File: b', '*** Move to: moved', '@@', '-old', '+new'];
    const request = { cwd: path('/ws'), fileSystem, authorize: granting(['/ws']) };
    expect([
      await applyPatch({ ...request, patch: patchOf(...edit('a'), ...edit('c')) }),
      await applyPatch({ ...request, patch: patchOf(...move) }),
      fileSystem.snapshot(),
    ]).toEqual([
      {
        kind: 'failed',
        message: 'Failed to write file /ws/c',
        changes: [{ path: '/ws/a', kind: 'update' }],
        error: { code: 'io', path: '/ws/c', message: '`/ws/c`: io' },
      },
      {
        kind: 'failed',
        message: 'Failed to delete file /ws/b',
        changes: [{ path: '/ws/moved', kind: 'add' }],
        error: { code: 'permission-denied', path: '/ws/b', message: '`/ws/b`: permission denied' },
      },
      { '/ws/a': 'new\n', '/ws/b': 'old\n', '/ws/c': 'old\n', '/ws/moved': 'new\n' },
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['an add above the project', ['*** Add File: ../out', '+x']],
    ['an add through the project', ['*** Add File: a/../../out', '+x']],
    ['an add at an absolute path', ['*** Add File: /etc/cron.d/x', '+x']],
    ['a move out of the project', ['*** Update File: a', '*** Move to: ../out', '@@', '-old', '+new']],
    ['a move into the project', ['*** Update File: ../secret', '*** Move to: b', '@@', '-old', '+new']],
    ['a deletion outside', ['*** Delete File: ../secret']],
    ['an update outside', edit('../secret')],
    ['a protected place', ['*** Add File: .git/hooks/pre-commit', '+x']],
    ['an allowed file next to a refused one', [...edit('a'), '*** Delete File: /secret']],
    ['an update through a linked file', edit('file-link')],
    ['an add through a linked directory', ['*** Add File: dir-link/new', '+x']],
    ['an update through a linked directory', edit('dir-link/f')],
    ['a deletion through a linked directory', ['*** Delete File: dir-link/f']],
    ['an add through a link to nothing', ['*** Add File: dangling', '+x']],
    ['a move through a linked directory', ['*** Update File: a', '*** Move to: dir-link/f', '@@', '-old', '+new']],
    ['a link from inside to a protected place', ['*** Add File: git-link/hooks/pre-commit', '+x']],
  ])('refuses %s and changes nothing', async (_, body) => {
    const files: Record<string, InMemoryEntry> = {
      '/secret': 'old\n',
      '/else/f': 'old\n',
      '/ws/a': 'old\n',
      '/ws/.git/config': '',
      '/ws/file-link': { type: 'symlink', target: '../secret' },
      '/ws/dir-link': { type: 'symlink', target: '/else' },
      '/ws/dangling': { type: 'symlink', target: '/else/none' },
      '/ws/git-link': { type: 'symlink', target: '.git' },
    };
    const before = new InMemoryFileSystem(files).snapshot();
    expect(await apply(files, patchOf(...body))).toEqual({
      outcome: { kind: 'refused', message: outside },
      files: before,
    });
  });

  it('says that the sandbox is read-only', async () => {
    const authorize: AuthorizeWrite = () => ({ kind: 'refused', reason: 'read-only' });
    expect((await apply({ '/ws/a': 'old\n' }, patchOf(...edit('a')), { authorize })).outcome).toEqual({
      kind: 'refused',
      message: 'patch rejected: writing is blocked by read-only sandbox; rejected by user approval settings',
    });
  });

  it('does not let an error tell what is in a file that may not be read', async () => {
    const authorize: AuthorizeWrite = () => ({ kind: 'refused', reason: 'unreadable' });
    const { outcome } = await apply({ '/ws/a': 'guess\n' }, patchOf('*** Update File: a', '@@', '-wrong', '+x'), {
      authorize,
    });
    expect(outcome).toEqual({ kind: 'refused', message: outside });
  });

  it('follows links that stay inside', async () => {
    const files: Record<string, InMemoryEntry> = {
      '/ws/real/f': 'old\n',
      '/ws/link': { type: 'symlink', target: 'real' },
      '/ws/file': { type: 'symlink', target: 'real/g' },
      '/ws/real/g': 'old\n',
      '/ws/gone': { type: 'symlink', target: 'real/g' },
    };
    const patch = patchOf(...edit('link/f'), ...edit('file'), '*** Add File: link/new', '+x');
    expect(await apply(files, patch)).toMatchObject({
      outcome: { kind: 'applied', summary: ['A link/new', 'M link/f', 'M file'] },
      files: {
        '/ws/real/f': 'new\n',
        '/ws/real/g': 'new\n',
        '/ws/real/new': 'x\n',
        '/ws/file': '-> real/g',
        '/ws/link': '-> real',
      },
    });
    expect((await apply(files, patchOf('*** Delete File: gone'))).files).toEqual({
      '/ws/real/f': 'old\n',
      '/ws/real/g': 'old\n',
      '/ws/link': '-> real',
      '/ws/file': '-> real/g',
    });
  });

  it('follows a link from one granted directory into another', async () => {
    const files: Record<string, InMemoryEntry> = { '/tmp/f': 'old\n', '/ws/l': { type: 'symlink', target: '/tmp/f' } };
    expect(await apply(files, patchOf(...edit('l')), { authorize: granting(['/ws', '/tmp']) })).toMatchObject({
      outcome: { kind: 'applied' },
      files: { '/tmp/f': 'new\n', '/ws/l': '-> /tmp/f' },
    });
  });

  it('works where the granted directory itself is reached through a link', async () => {
    const files: Record<string, InMemoryEntry> = {
      '/real/ws/f': 'old\n',
      '/real/ws/sub/f': 'old\n',
      '/real/ws/inner': { type: 'symlink', target: 'sub' },
      '/ws': { type: 'symlink', target: '/real/ws' },
    };
    expect(await apply(files, patchOf(...edit('f'), ...edit('inner/f')))).toMatchObject({
      outcome: { kind: 'applied' },
      files: { '/real/ws/f': 'new\n', '/real/ws/sub/f': 'new\n' },
    });
  });

  it('writes through a hard link and keeps it', async () => {
    const files: Record<string, InMemoryEntry> = { '/else/f': 'old\n', '/ws/f': { type: 'hard-link', to: '/else/f' } };
    expect((await apply(files, patchOf(...edit('f')))).files).toEqual({ '/else/f': 'new\n', '/ws/f': 'new\n' });
  });

  it('moves a file onto a link to itself without losing it', async () => {
    const files: Record<string, InMemoryEntry> = { '/ws/f': 'old\n', '/ws/l': { type: 'symlink', target: 'f' } };
    const patch = patchOf('*** Update File: f', '*** Move to: l', '@@', '-old', '+new');
    expect((await apply(files, patch)).files).toEqual({ '/ws/l': 'new\n' });
  });

  it('changes the case of a name where case does not tell names apart', async () => {
    const fileSystem = new InMemoryFileSystem({ '/ws/readme': 'old\n' }, { names: 'ignore-case' });
    const patch = patchOf('*** Update File: readme', '*** Move to: README', '@@', '-old', '+new');
    const outcome = await applyPatch({ patch, cwd: path('/ws'), fileSystem, authorize: granting(['/ws']) });
    expect([outcome.kind, fileSystem.snapshot()]).toEqual(['applied', { '/ws/README': 'new\n' }]);
  });

  it.each<[string, readonly string[], Readonly<Record<string, InMemoryEntry>>, string]>([
    [
      'a FIFO',
      edit('pipe'),
      { '/ws/pipe': { type: 'other' } },
      'Failed to read file to update /ws/pipe: not a regular file',
    ],
    [
      'a FIFO to add over',
      ['*** Add File: pipe', '+x'],
      { '/ws/pipe': { type: 'other' } },
      'Failed to write file /ws/pipe',
    ],
    ['a file above', ['*** Add File: a/b/c', '+x'], { '/ws/a': 'x' }, 'Failed to write file /ws/a/b/c'],
    [
      'a wrong byte',
      edit('a'),
      { '/ws/a': new Uint8Array([111, 255]) },
      'Failed to read file to update /ws/a: invalid utf-8 sequence of 1 bytes from index 1',
    ],
    [
      'a locked file',
      edit('a'),
      { '/ws/a': { type: 'file', content: 'old\n', access: 'none' } },
      'Failed to read file to update /ws/a: Permission denied (os error 13)',
    ],
    [
      'a huge file',
      edit('a'),
      { '/ws/a': 'x'.repeat(1001) },
      'Failed to read file to update /ws/a: it has more than 1000 bytes',
    ],
    ['no patch', [], {}, ''],
  ])('tells the model about %s', async (_, body, files, reason) => {
    const { outcome } = await apply(files, patchOf(...body), { maxFileBytes: 1000 });
    expect(outcome).toEqual(
      reason === ''
        ? { kind: 'refused', message: 'patch rejected: empty patch' }
        : { kind: 'verification-failed', message: `apply_patch verification failed: ${reason}` },
    );
  });

  it('does not choose environments for the model', async () => {
    const patch = patchOf('*** Environment ID: box', '*** Add File: a', '+x');
    expect((await apply({}, patch)).outcome).toEqual({
      kind: 'refused',
      message: 'apply_patch environment selection is unavailable for this turn',
    });
    expect((await apply({}, patch, { rules: 'command-line' })).files).toEqual({ '/ws/a': 'x\n' });
  });

  it('lets a command line name a file twice, in its own words', async () => {
    const patch = patchOf('*** Add File: a', '+old', ...edit('a'));
    expect(await apply({}, patch, { rules: 'command-line' })).toMatchObject({
      outcome: { kind: 'applied', summary: ['A a', 'M a'] },
      files: { '/ws/a': 'new\n' },
    });
    expect((await apply({}, patchOf(), { rules: 'command-line' })).outcome).toEqual({
      kind: 'verification-failed',
      message: 'No files were modified.',
    });
  });
});

describe('preparePatch', () => {
  it('leaves the decision about a refused patch to the caller, who can still write it', async () => {
    const fileSystem = new InMemoryFileSystem({
      '/ws/a': 'old\n',
      '/else/b': 'old\n',
      '/ws/l': { type: 'symlink', target: '/else/b' },
    });
    const request = { cwd: path('/ws'), fileSystem, authorize: granting(['/ws']) };
    const preparation = await preparePatch({
      ...request,
      patch: patchOf(...edit('a'), ...edit('l'), '*** Add File: /else/c', '+x'),
    });
    if (preparation.kind !== 'prepared') throw new Error(preparation.message);
    expect([preparation.patch.refusal, preparation.patch.changes]).toEqual([
      { reason: 'outside', message: outside, paths: ['/ws/l', '/else/c'] },
      [
        { path: '/else/c', kind: 'add' },
        { path: '/ws/a', kind: 'update' },
        { path: '/ws/l', kind: 'update' },
      ],
    ]);
    expect((await writePatch(preparation.patch, fileSystem)).kind).toBe('applied');
    expect(fileSystem.snapshot()).toEqual({
      '/else/b': 'new\n',
      '/else/c': 'x\n',
      '/ws/a': 'new\n',
      '/ws/l': '-> /else/b',
    });
  });
});
