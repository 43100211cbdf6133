import { describe, expect, it } from 'vitest';
import type { FileContent } from '../../../src/domain/patch/file-content.js';
import { parsePatch } from '../../../src/domain/patch/parse-patch.js';
import { pathsOfPatch } from '../../../src/domain/patch/paths-of-patch.js';
import { type PlanContext, planPatch } from '../../../src/domain/patch/plan-patch.js';
import { renderPatchError } from '../../../src/domain/patch/render-patch-error.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';

function absolute(text: string): AbsolutePath {
  const path = parseAbsolutePath(text, text.startsWith('/') ? 'posix' : 'windows');
  if (!path.ok) throw new Error(`not absolute: ${text}`);
  return path.value;
}

type Found = Readonly<Record<string, string | FileContent>>;

function plan(body: readonly string[], found: Found, options: Partial<PlanContext> = {}) {
  const patch = parsePatch(['*** Begin Patch', ...body, '*** End Patch'].join('\n'));
  if (!patch.ok) throw new Error(renderPatchError(patch.error, 'command-line'));
  const contents = new Map(
    Object.entries(found).map(([path, content]): [AbsolutePath, FileContent] => [
      absolute(path),
      typeof content === 'string' ? { kind: 'text', text: content } : content,
    ]),
  );
  return planPatch(patch.value, { cwd: absolute('/ws'), contents, repeatedPaths: 'refuse', ...options });
}

function stepsOf(body: readonly string[], found: Found, options: Partial<PlanContext> = {}) {
  const planned = plan(body, found, options);
  return planned.ok ? planned.value.operations.flatMap((operation) => operation.steps) : planned.error;
}

const change = ['@@', '-a', '+b'];
const link = (realPath: string, text: string): FileContent => ({
  kind: 'text',
  text,
  realPath: absolute(realPath),
  link: true,
});

describe('planPatch', () => {
  it('plans every kind of operation, with sorted changes and a grouped summary', () => {
    const body = [
      ...['*** Delete File: z.txt'],
      ...['*** Update File: old/m.txt', '*** Move to: new/m.txt', ...change],
      ...['*** Add File: ./b.txt', '+new'],
      ...['*** Update File: /ws/a.txt', ...change],
    ];
    expect(plan(body, { '/ws/z.txt': 'bye\n', '/ws/old/m.txt': 'a\n', '/ws/a.txt': 'a\n' })).toEqual({
      ok: true,
      value: {
        operations: [
          {
            change: { path: '/ws/z.txt', kind: 'delete', before: 'bye\n' },
            steps: [{ kind: 'remove', path: '/ws/z.txt' }],
          },
          {
            change: { path: '/ws/old/m.txt', kind: 'update', movedTo: '/ws/new/m.txt', before: 'a\n', after: 'b\n' },
            steps: [
              { kind: 'write', path: '/ws/new/m.txt', content: 'b\n' },
              { kind: 'remove', path: '/ws/old/m.txt' },
            ],
          },
          {
            change: { path: '/ws/b.txt', kind: 'add', after: 'new\n' },
            steps: [{ kind: 'write', path: '/ws/b.txt', content: 'new\n' }],
          },
          {
            change: { path: '/ws/a.txt', kind: 'update', before: 'a\n', after: 'b\n' },
            steps: [{ kind: 'write', path: '/ws/a.txt', content: 'b\n' }],
          },
        ],
        changes: [
          { path: '/ws/a.txt', kind: 'update', before: 'a\n', after: 'b\n' },
          { path: '/ws/b.txt', kind: 'add', after: 'new\n' },
          { path: '/ws/old/m.txt', kind: 'update', movedTo: '/ws/new/m.txt', before: 'a\n', after: 'b\n' },
          { path: '/ws/z.txt', kind: 'delete', before: 'bye\n' },
        ],
        summary: ['A ./b.txt', 'M new/m.txt', 'M /ws/a.txt', 'D z.txt'],
      },
    });
  });

  it('overwrites with an add, and says so', () => {
    expect(plan(['*** Add File: a', '+x'], { '/ws/a': 'old\n' })).toEqual({
      ok: true,
      value: {
        operations: [
          {
            change: { path: '/ws/a', kind: 'add', before: 'old\n', after: 'x\n' },
            steps: [{ kind: 'write', path: '/ws/a', content: 'x\n' }],
          },
        ],
        changes: [{ path: '/ws/a', kind: 'add', before: 'old\n', after: 'x\n' }],
        summary: ['A a'],
      },
    });
  });

  it('resolves paths in the text alone', () => {
    expect(stepsOf(['*** Add File: nosuch/../x/.//y', '+1'], {})).toEqual([
      { kind: 'write', path: '/ws/x/y', content: '1\n' },
    ]);
  });

  it('deletes a file that is not text, and a link to nothing', () => {
    const body = ['*** Delete File: bin', '*** Delete File: dangling'];
    const found: Found = {
      '/ws/bin': { kind: 'not-utf8', index: 0, length: 1 },
      '/ws/dangling': { kind: 'missing', link: true },
    };
    expect(stepsOf(body, found)).toEqual([
      { kind: 'remove', path: '/ws/bin' },
      { kind: 'remove', path: '/ws/dangling' },
    ]);
  });

  it('lets operations on one file build on each other where that is allowed', () => {
    const body = [
      ...['*** Add File: f', '+a'],
      ...['*** Update File: f', ...change],
      ...['*** Update File: f', '*** Move to: g', '@@', '-b', '+c'],
      ...['*** Delete File: g'],
      ...['*** Add File: g/inner', '+x'],
    ];
    expect(plan(body, {}, { repeatedPaths: 'allow' })).toMatchObject({
      ok: true,
      value: {
        changes: [
          { path: '/ws/f', kind: 'update', movedTo: '/ws/g', after: 'c\n' },
          { path: '/ws/g', kind: 'delete', before: 'c\n' },
          { path: '/ws/g/inner', kind: 'add', after: 'x\n' },
        ],
        summary: ['A f', 'A g/inner', 'M f', 'M g', 'D g'],
      },
    });
  });

  it('does not mistake a link and its target for two files', () => {
    const found: Found = { '/ws/f': 'a\n', '/ws/l': link('/ws/f', 'a\n') };
    const body = ['*** Update File: f', ...change, '*** Update File: l', '@@', '-b', '+c'];
    expect([stepsOf(body, found), stepsOf(body, found, { repeatedPaths: 'allow' })]).toEqual([
      { code: 'repeated-path', path: '/ws/l' },
      [
        { kind: 'write', path: '/ws/f', content: 'b\n' },
        { kind: 'write', path: '/ws/l', content: 'c\n' },
      ],
    ]);
  });
});

describe('planPatch moves', () => {
  const move = (to: string) => ['*** Update File: f', `*** Move to: ${to}`, ...change];
  const write = (path: string) => ({ kind: 'write', path, content: 'b\n' });
  const remove = (path: string) => ({ kind: 'remove', path });

  it.each<[string, string, Found, unknown]>([
    ['onto another file', 'g', { '/ws/f': 'a\n', '/ws/g': 'old\n' }, [write('/ws/g'), remove('/ws/f')]],
    ['onto itself', './f', { '/ws/f': 'a\n' }, [write('/ws/f')]],
    [
      'onto a link to itself',
      'l',
      { '/ws/f': 'a\n', '/ws/l': link('/ws/f', 'a\n') },
      [remove('/ws/l'), write('/ws/l'), remove('/ws/f')],
    ],
    [
      'onto another spelling of itself',
      'F',
      {
        '/ws/f': { kind: 'text', text: 'a\n', realPath: absolute('/ws/f') },
        '/ws/F': { kind: 'text', text: 'a\n', realPath: absolute('/ws/f') },
      },
      [remove('/ws/f'), write('/ws/F')],
    ],
    [
      'from a link onto what it leads to',
      'g',
      { '/ws/f': link('/ws/g', 'a\n'), '/ws/g': 'a\n' },
      [write('/ws/g'), remove('/ws/f')],
    ],
    [
      'onto a directory',
      'd',
      { '/ws/f': 'a\n', '/ws/d': { kind: 'not-a-file', type: 'directory' } },
      { code: 'unwritable-path', path: '/ws/d' },
    ],
    ['below itself', 'f/g', { '/ws/f': 'a\n' }, { code: 'unwritable-path', path: '/ws/f/g' }],
  ])('%s', (_, to, found, expected) => {
    expect(stepsOf(move(to), found)).toEqual(expected);
  });
});

const directory: FileContent = { kind: 'not-a-file', type: 'directory' };

describe('planPatch refuses', () => {
  it.each<[string, readonly string[], Found, string, string]>([
    ['a patch without operations', [], {}, 'No files were modified.', 'patch rejected: empty patch'],
    [
      'an update of a missing file',
      ['*** Update File: a', ...change],
      {},
      'Failed to read file to update /ws/a: No such file or directory (os error 2)',
      'apply_patch verification failed: Failed to read file to update /ws/a: No such file or directory (os error 2)',
    ],
    [
      'an update of a file that is not UTF-8',
      ['*** Update File: a', ...change],
      { '/ws/a': { kind: 'not-utf8', index: 0, length: 1 } },
      'Failed to read file to update /ws/a: invalid utf-8 sequence of 1 bytes from index 0',
      'apply_patch verification failed: Failed to read file to update /ws/a: invalid utf-8 sequence of 1 bytes from index 0',
    ],
    [
      'an update of a file that ends within a character',
      ['*** Update File: a', ...change],
      { '/ws/a': { kind: 'not-utf8', index: 3 } },
      'Failed to read file to update /ws/a: incomplete utf-8 byte sequence from index 3',
      'apply_patch verification failed: Failed to read file to update /ws/a: incomplete utf-8 byte sequence from index 3',
    ],
    [
      'an update of a directory',
      ['*** Update File: a', ...change],
      { '/ws/a': directory },
      'Failed to read file to update /ws/a: Is a directory (os error 21)',
      'apply_patch verification failed: Failed to read file to update /ws/a: Is a directory (os error 21)',
    ],
    [
      'an update below a file',
      ['*** Update File: a/b', ...change],
      { '/ws/a/b': { kind: 'not-a-file', type: 'below-file' } },
      'Failed to read file to update /ws/a/b: Not a directory (os error 20)',
      'apply_patch verification failed: Failed to read file to update /ws/a/b: Not a directory (os error 20)',
    ],
    [
      'an update of a device',
      ['*** Update File: a', ...change],
      { '/ws/a': { kind: 'not-a-file', type: 'other' } },
      'Failed to read file to update /ws/a: not a regular file',
      'apply_patch verification failed: Failed to read file to update /ws/a: not a regular file',
    ],
    [
      'an update of a huge file',
      ['*** Update File: a', ...change],
      { '/ws/a': { kind: 'too-large', maxBytes: 10 } },
      'Failed to read file to update /ws/a: it has more than 10 bytes',
      'apply_patch verification failed: Failed to read file to update /ws/a: it has more than 10 bytes',
    ],
    [
      'an update of a file that may not be read',
      ['*** Update File: a', ...change],
      { '/ws/a': { kind: 'unreadable', message: 'Permission denied (os error 13)' } },
      'Failed to read file to update /ws/a: Permission denied (os error 13)',
      'apply_patch verification failed: Failed to read file to update /ws/a: Permission denied (os error 13)',
    ],
    [
      'an update whose lines are not there',
      ['*** Update File: a', '@@', ' one', '-two'],
      { '/ws/a': 'x\n' },
      'Failed to find expected lines in /ws/a:\none\ntwo',
      'apply_patch verification failed: Failed to find expected lines in /ws/a:\none\ntwo',
    ],
    [
      'an update whose context is not there',
      ['*** Update File: a', '@@ def zz():', '-x'],
      { '/ws/a': 'x\n' },
      "Failed to find context 'def zz():' in /ws/a",
      "apply_patch verification failed: Failed to find context 'def zz():' in /ws/a",
    ],
    [
      'a deletion of a missing file',
      ['*** Delete File: a'],
      {},
      'Failed to delete file /ws/a',
      'apply_patch verification failed: Failed to read /ws/a: No such file or directory (os error 2)',
    ],
    [
      'a deletion of a directory',
      ['*** Delete File: a'],
      { '/ws/a': directory },
      'Failed to delete file /ws/a',
      'apply_patch verification failed: Failed to read /ws/a: Is a directory (os error 21)',
    ],
    [
      'an add over a directory',
      ['*** Add File: a', '+x'],
      { '/ws/a': directory },
      'Failed to write file /ws/a',
      'apply_patch verification failed: Failed to write file /ws/a',
    ],
    [
      'an add below an added file',
      ['*** Add File: a', '+x', '*** Add File: a/b', '+y'],
      {},
      'Failed to write file /ws/a/b',
      'apply_patch verification failed: Failed to write file /ws/a/b',
    ],
    [
      'an add in place of a directory that another one needs',
      ['*** Add File: a/b', '+x', '*** Add File: a', '+y'],
      {},
      'Failed to write file /ws/a',
      'apply_patch verification failed: Failed to write file /ws/a',
    ],
    [
      'a path below a link that the patch removes',
      ['*** Delete File: link', '*** Add File: link/new', '+x'],
      { '/ws/link': { kind: 'not-a-file', type: 'directory', link: true, realPath: absolute('/else') } },
      'Failed to write file /ws/link/new',
      'apply_patch verification failed: Failed to write file /ws/link/new',
    ],
    [
      'two operations on one path',
      ['*** Add File: a', '+x', '*** Delete File: ./a'],
      {},
      'Invalid patch: multiple operations target /ws/a',
      'apply_patch verification failed: invalid patch: multiple operations target /ws/a',
    ],
    [
      'a move onto a path that is named again',
      ['*** Update File: a', '*** Move to: b', ...change, '*** Add File: b', '+x'],
      { '/ws/a': 'a\n' },
      'Invalid patch: multiple operations target /ws/b',
      'apply_patch verification failed: invalid patch: multiple operations target /ws/b',
    ],
    [
      'a path with a NUL character',
      ['*** Add File: a\0b', '+x'],
      {},
      'Invalid patch: path `a\\0b` cannot be used: it contains a NUL character',
      'apply_patch verification failed: invalid patch: path `a\\0b` cannot be used: it contains a NUL character',
    ],
  ])('%s', (_, body, found, commandLine, tool) => {
    const planned = plan(body, found);
    expect(
      planned.ok ? [] : (['command-line', 'tool'] as const).map((words) => renderPatchError(planned.error, words)),
    ).toEqual([commandLine, tool]);
  });

  it.each(['.git::$INDEX_ALLOCATION', 'dir./a', 'dir /a', 'C:a', 'NUL', 'com1.txt', 'a\u0001', 'what?'])(
    'the path `%s` on Windows',
    (text) => {
      const patch = { operations: [{ kind: 'delete', path: text } as const] };
      expect(pathsOfPatch(patch, absolute('C:\\ws'))).toMatchObject({
        ok: false,
        error: { code: 'invalid-path', text },
      });
    },
  );
});

describe('pathsOfPatch', () => {
  it('names every path once, targets of moves included', () => {
    const operations = [
      { kind: 'update', path: 'b', moveTo: '../c', chunks: [] },
      { kind: 'add', path: '/x/a', content: '' },
      { kind: 'delete', path: './b' },
    ] as const;
    expect(pathsOfPatch({ operations }, absolute('/ws'))).toEqual({ ok: true, value: ['/ws/b', '/c', '/x/a'] });
  });

  it('understands both separators on Windows', () => {
    const operations = [
      { kind: 'delete', path: 'src/a\\b.ts' },
      { kind: 'delete', path: 'd:/x' },
    ] as const;
    expect(pathsOfPatch({ operations }, absolute('C:\\ws'))).toEqual({
      ok: true,
      value: ['C:\\ws\\src\\a\\b.ts', 'D:\\x'],
    });
  });
});
