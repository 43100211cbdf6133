import { describe, expect, it } from 'vitest';
import type { FileSystemEntry, FileSystemPolicy } from '../../../src/domain/permissions/file-system-policy.js';
import type { FileSystemRules, WritableRoot } from '../../../src/domain/permissions/file-system-rules.js';
import type { PathFacts } from '../../../src/domain/permissions/path-facts.js';
import { canWrite } from '../../../src/domain/permissions/resolve-access.js';
import { resolveFileSystemRules } from '../../../src/domain/permissions/resolve-rules.js';
import { canWriteUnder, isWritableBelow } from '../../../src/domain/permissions/rules-access.js';
import { workspaceWrite } from '../../../src/domain/permissions/workspace-write.js';
import {
  abs,
  at,
  contextAt,
  factsOf,
  glob,
  noFacts,
  restricted,
  skip,
  special,
  unknownSpecial,
  workspace,
  workspaceGlob,
} from './build.js';

const names = ['.git', '.agents', '.codex', '.aws'];

function rulesOf(policy: FileSystemPolicy, facts: PathFacts = noFacts, cwd = '/ws'): FileSystemRules {
  return resolveFileSystemRules(policy, contextAt(cwd), facts);
}

function rootsOf(
  entries: readonly FileSystemEntry[],
  facts: PathFacts = noFacts,
  cwd = '/ws',
): readonly WritableRoot[] {
  const { writableRoots } = rulesOf(restricted(...entries), facts, cwd);
  return writableRoots === 'all' ? [] : writableRoots;
}

function automatic(path: string) {
  return { path, origin: 'automatic' };
}

function rule(path: string) {
  return { path, origin: 'rule' };
}

const everything: FileSystemRules = {
  readableRoots: 'all',
  writableRoots: 'all',
  unreadableRoots: [],
  unreadableGlobs: [],
  platformDefaults: false,
};

describe('rules', () => {
  it('about a directory that is not there do not outweigh those that name it', () => {
    const policy = restricted(special('root', 'write'), at('/tmp', 'read'), special('slash-tmp', 'write'));
    const nowhere = { cwd: abs('/ws'), workspaceRoots: [] };
    const rules = resolveFileSystemRules(policy, nowhere, noFacts);
    expect(['/tmp', '/ws'].map((path) => canWriteUnder(rules, abs(path)))).toEqual([false, true]);
    expect(['/tmp', '/ws', '/.git'].map((path) => canWrite(policy, abs(path), nowhere))).toEqual([false, true, false]);
  });

  it('without restrictions allow everything', () => {
    expect([rulesOf({ kind: 'unrestricted' }), rulesOf({ kind: 'external' })]).toStrictEqual([everything, everything]);
  });

  it('without entries allow nothing', () => {
    expect(rulesOf(restricted())).toStrictEqual({ ...everything, readableRoots: [], writableRoots: [] });
  });

  it('of workspace-write make roots and temporary directories writable', () => {
    expect(rulesOf(workspaceWrite())).toStrictEqual({
      ...everything,
      writableRoots: [
        { root: '/ws', readOnlySubpaths: names.map((name) => automatic(`/ws/${name}`)), protectedNames: names },
        { root: '/tmp', readOnlySubpaths: [], protectedNames: names },
        { root: '/var/tmpdir', readOnlySubpaths: [], protectedNames: names },
      ],
    });
  });

  it('of platform defaults, workspaces and a denial give scoped access', () => {
    const policy = restricted(special('minimal', 'read'), workspace('write'), workspace('deny', 'secret'));
    expect(rulesOf(policy)).toStrictEqual({
      readableRoots: ['/ws'],
      writableRoots: [
        { root: '/ws', readOnlySubpaths: [automatic('/ws/.codex'), rule('/ws/secret')], protectedNames: names },
      ],
      unreadableRoots: ['/ws/secret'],
      unreadableGlobs: [],
      platformDefaults: true,
    });
  });

  it('keep the scan depth, and each pattern once in order', () => {
    const policy: FileSystemPolicy = {
      ...restricted(workspaceGlob('*.b'), glob('/a/*.c'), glob('sub/*.a'), glob('/ws/*.b'), glob('/x/*', 'read')),
      globScanMaxDepth: 4,
    };
    expect(rulesOf(policy)).toStrictEqual({
      ...everything,
      readableRoots: [],
      writableRoots: [],
      unreadableGlobs: ['/a/*.c', '/ws/*.b', '/ws/sub/*.a'],
      globScanMaxDepth: 4,
    });
  });
});

describe('access to the whole disk', () => {
  it.each<[string, readonly FileSystemEntry[], 'all' | readonly string[]]>([
    ['root is readable', [special('root', 'read')], 'all'],
    ['root is writable', [special('root', 'write')], 'all'],
    ['a literal root is readable', [at('/', 'read')], ['/']],
    ['something is denied', [special('root', 'read'), at('/etc', 'deny')], ['/']],
    ['a pattern is denied', [special('root', 'read'), glob('/a/*')], ['/']],
    ['an unknown place is denied', [special('root', 'read'), unknownSpecial(':future', 'deny')], ['/']],
    ['root is denied', [special('root', 'deny'), special('root', 'read'), at('/a', 'read')], ['/a']],
    ['only places are readable', [at('/a', 'read'), workspace('write'), at('/b', 'deny')], ['/a', '/ws']],
    ['a place is read and denied', [at('/a', 'read'), at('/a', 'deny')], []],
  ])('for reading, when %s', (_, entries, expected) => {
    expect(rulesOf(restricted(...entries)).readableRoots).toStrictEqual(expected);
  });

  it.each<[string, readonly FileSystemEntry[], boolean]>([
    ['root is readable', [special('root', 'read')], false],
    ['root is writable', [special('root', 'write')], true],
    ['a literal root is writable', [at('/', 'write')], false],
    ['root is read and written', [special('root', 'read'), special('root', 'write')], true],
    ['root is written and denied', [special('root', 'write'), special('root', 'deny')], false],
    ['a child is read-only', [special('root', 'write'), at('/a', 'read')], false],
    ['a child is read and written', [special('root', 'write'), at('/a', 'read'), at('/a', 'write')], true],
    ['a child is written and denied', [special('root', 'write'), at('/a', 'deny'), at('/a', 'write')], false],
    ['a literal root is read', [special('root', 'write'), at('/', 'read')], true],
    ['a workspace is read', [special('root', 'write'), workspace('read')], false],
    ['a workspace is read and written', [special('root', 'write'), workspace('read'), workspace('write')], true],
    [
      'a sub-path is read, another written',
      [special('root', 'write'), workspace('read', 'a'), workspace('write', 'b')],
      false,
    ],
    ['tmpdir is read', [special('root', 'write'), special('tmpdir', 'read')], false],
    [
      '/tmp is read, :slash_tmp written',
      [special('root', 'write'), at('/tmp', 'read'), special('slash-tmp', 'write')],
      true,
    ],
    ['minimal is read', [special('root', 'write'), special('minimal', 'read')], true],
    ['minimal is denied', [special('root', 'write'), special('minimal', 'deny')], true],
    ['an unknown place is denied', [special('root', 'write'), unknownSpecial(':f', 'deny')], true],
    ['a pattern is denied', [special('root', 'write'), glob('/a/*')], false],
    ['a workspace pattern is denied', [special('root', 'write'), workspaceGlob('*')], false],
    ['a pattern is read', [special('root', 'write'), glob('/a/*', 'read')], false],
    ['a pattern is written', [special('root', 'write'), glob('/a/*', 'write')], true],
  ])('for writing, when %s: %s', (_, entries, expected) => {
    expect(rulesOf(restricted(...entries)).writableRoots === 'all').toBe(expected);
  });

  it.each<[readonly FileSystemEntry[], boolean]>([
    [[special('minimal', 'read')], true],
    [[special('minimal', 'write')], true],
    [[special('minimal', 'deny')], false],
    [[at('/a', 'read')], false],
    [[special('minimal', 'read'), special('root', 'read')], false],
    [[special('minimal', 'read'), special('root', 'read'), at('/a', 'deny')], true],
  ])('is complemented by the platform defaults for %j: %s', (entries, expected) => {
    expect(rulesOf(restricted(...entries)).platformDefaults).toBe(expected);
  });
});

describe('unreadable roots', () => {
  it('are the denied paths that stay denied', () => {
    const entries = [
      special('root', 'deny'),
      at('/a', 'deny'),
      at('/a', 'deny'),
      at('/a/b', 'read'),
      at('/c', 'deny'),
      at('/c', 'write'),
      workspace('deny', 'secret'),
    ];
    expect(rulesOf(restricted(...entries)).unreadableRoots).toStrictEqual(['/a', '/c', '/ws/secret']);
  });

  it('do not contain a denied file system root, which makes the rest an allow-list', () => {
    expect(rulesOf(restricted(special('root', 'deny'), at('/', 'deny'), at('/a', 'read')))).toStrictEqual({
      ...everything,
      readableRoots: ['/a'],
      writableRoots: [],
    });
  });
});

describe('writable roots', () => {
  it('protect a missing .codex of the working directory, and elsewhere by name alone', () => {
    expect(rootsOf([workspace('write'), at('/other', 'write')])).toStrictEqual([
      { root: '/ws', readOnlySubpaths: [automatic('/ws/.codex')], protectedNames: names },
      { root: '/other', readOnlySubpaths: [], protectedNames: names },
    ]);
  });

  it('protect the metadata that exists', () => {
    const facts = factsOf({
      '/ws/.git': { type: 'file', gitdir: abs('/repo/.git/worktrees/ws') },
      '/ws/.agents': {},
      '/ws/.aws': { type: 'file' },
      '/other/.gitx': {},
      '/other/.git': { type: 'file' },
      '/other/.agents': { type: 'missing' },
      '/other/.codex': {},
      '/other/.aws': {},
    });
    expect(rootsOf([workspace('write'), at('/other', 'write')], facts)).toStrictEqual([
      {
        root: '/ws',
        readOnlySubpaths: ['/repo/.git/worktrees/ws', '/ws/.git', '/ws/.agents', '/ws/.codex'].map(automatic),
        protectedNames: names,
      },
      {
        root: '/other',
        readOnlySubpaths: ['/other/.git', '/other/.codex', '/other/.aws'].map(automatic),
        protectedNames: names,
      },
    ]);
  });

  it('leave metadata to a rule for the very path', () => {
    const facts = factsOf({ '/ws/.git': {}, '/ws/.agents': {} });
    const entries = [
      workspace('write'),
      at('/ws/.codex', 'write'),
      workspace('deny', '.git'),
      at('/ws/.agents', 'read'),
    ];
    expect(rootsOf(entries, facts)).toStrictEqual([
      {
        root: '/ws',
        readOnlySubpaths: [rule('/ws/.git'), rule('/ws/.agents')],
        protectedNames: ['.git', '.agents', '.aws'],
      },
      { root: '/ws/.codex', readOnlySubpaths: [], protectedNames: names },
    ]);
  });

  it('list every rule inside that takes writing back, also those below a deeper root', () => {
    const entries = [
      workspace('write'),
      workspace('read', 'docs'),
      workspace('write', 'docs/public'),
      at('/ws/docs/public/old', 'deny'),
      at('/ws', 'read'),
      at('/etc', 'read'),
      at('/wsx', 'read'),
    ];
    expect(rootsOf(entries)).toStrictEqual([
      {
        root: '/ws',
        readOnlySubpaths: [automatic('/ws/.codex'), rule('/ws/docs'), rule('/ws/docs/public/old')],
        protectedNames: names,
      },
      { root: '/ws/docs/public', readOnlySubpaths: [rule('/ws/docs/public/old')], protectedNames: names },
    ]);
  });

  it('tell an automatic carve-out from a rule, and let the rule win', () => {
    const entries = [
      workspace('write'),
      skip(workspace('read', '.git')),
      skip(workspace('read', '.aws')),
      workspace('read', '.aws'),
      workspace('read', '.codex'),
      skip(workspace('read', '.codex')),
    ];
    expect(rootsOf(entries)).toStrictEqual([
      {
        root: '/ws',
        readOnlySubpaths: [automatic('/ws/.git'), rule('/ws/.aws'), rule('/ws/.codex')],
        protectedNames: names,
      },
    ]);
  });

  it('do not contain what a stronger entry takes away or metadata hides', () => {
    const entries = [at('/a', 'write'), at('/a', 'deny'), workspace('write'), at('/ws/x', 'write'), at('/b', 'write')];
    expect(rootsOf(entries).map(({ root }) => root)).toStrictEqual(['/ws', '/ws/x', '/b']);
  });

  it('of a writable file system with an exception are the file system', () => {
    expect(rulesOf(restricted(special('root', 'write'), at('/blocked', 'deny')))).toStrictEqual({
      ...everything,
      readableRoots: ['/'],
      writableRoots: [{ root: '/', readOnlySubpaths: [rule('/blocked')], protectedNames: names }],
      unreadableRoots: ['/blocked'],
    });
  });

  it('are named once when two entries mean the same', () => {
    expect(rootsOf([at('/a', 'write'), at('/a', 'write')])).toStrictEqual([
      { root: '/a', readOnlySubpaths: [], protectedNames: names },
    ]);
  });
});

describe('links', () => {
  const systemAlias = { realPath: abs('/private/tmp/ws'), symlinks: [abs('/tmp')] };

  it('of the system are resolved, and rules follow their root', () => {
    const facts = factsOf({
      '/tmp/ws': systemAlias,
      '/tmp/ws/.git': { realPath: abs('/private/tmp/ws/.git'), symlinks: [abs('/tmp')] },
      '/tmp/ws/ro': { realPath: abs('/private/tmp/ws/ro'), symlinks: [abs('/tmp')] },
      '/tmp/ws/no': { realPath: abs('/private/tmp/ws/no'), symlinks: [abs('/tmp')] },
    });
    const policy = restricted(
      special('root', 'read'),
      workspace('write'),
      workspace('read', 'ro'),
      workspace('deny', 'no'),
    );
    expect(rulesOf(policy, facts, '/tmp/ws')).toStrictEqual({
      ...everything,
      readableRoots: ['/', '/private/tmp/ws', '/private/tmp/ws/ro'],
      writableRoots: [
        {
          root: '/private/tmp/ws',
          readOnlySubpaths: [
            automatic('/private/tmp/ws/.git'),
            automatic('/private/tmp/ws/.codex'),
            rule('/private/tmp/ws/ro'),
            rule('/private/tmp/ws/no'),
          ],
          protectedNames: names,
        },
      ],
      unreadableRoots: ['/private/tmp/ws/no'],
    });
  });

  it('of the system are resolved even for rules that nobody looked at', () => {
    const facts = factsOf({ '/tmp/ws': systemAlias });
    expect(rootsOf([workspace('write'), workspace('read', 'a/b')], facts, '/tmp/ws')).toStrictEqual([
      {
        root: '/private/tmp/ws',
        readOnlySubpaths: [automatic('/private/tmp/ws/.codex'), rule('/private/tmp/ws/a/b')],
        protectedNames: names,
      },
    ]);
  });

  it('of the user keep their spelling, as a root, as a denial and as metadata', () => {
    const link = { realPath: abs('/real/ws'), symlinks: [abs('/home/link')] };
    const facts = factsOf({
      '/home/link': link,
      '/home/link/.agents': { realPath: abs('/real/ws/.agents'), symlinks: [abs('/home/link')] },
      '/home/link/no': { realPath: abs('/real/ws/no'), symlinks: [abs('/home/link')] },
    });
    const policy = restricted(workspace('write'), workspace('deny', 'no'));
    expect(rulesOf(policy, facts, '/home/link')).toStrictEqual({
      ...everything,
      readableRoots: ['/home/link'],
      writableRoots: [
        {
          root: '/home/link',
          readOnlySubpaths: [automatic('/home/link/.agents'), automatic('/home/link/.codex'), rule('/home/link/no')],
          protectedNames: names,
        },
      ],
      unreadableRoots: ['/home/link/no'],
    });
  });

  it('of both kinds on one path keep its spelling', () => {
    const links = { realPath: abs('/real'), symlinks: [abs('/tmp'), abs('/tmp/link')] };
    expect(rootsOf([at('/tmp/link/a', 'write')], factsOf({ '/tmp/link/a': links }))).toStrictEqual([
      { root: '/tmp/link/a', readOnlySubpaths: [], protectedNames: names },
    ]);
  });

  it('of the user keep their spelling in $TMPDIR too', () => {
    const facts = factsOf({ '/var/tmpdir': { realPath: abs('/real/tmp'), symlinks: [abs('/var/tmpdir')] } });
    expect(rootsOf([special('tmpdir', 'write')], facts)).toStrictEqual([
      { root: '/var/tmpdir', readOnlySubpaths: [], protectedNames: names },
    ]);
  });

  it.each([
    ['is a link itself', '/decoy'],
    ['escapes the root', '/etc'],
    ['is an alias of the root', '/ws'],
  ])('do not move a carve-out that %s', (_, target) => {
    const facts = factsOf({ '/ws/.codex': { realPath: abs(target), symlinks: [abs('/ws/.codex')] } });
    expect(rootsOf([workspace('write'), workspace('read', 'ro')], facts)).toStrictEqual([
      { root: '/ws', readOnlySubpaths: [automatic('/ws/.codex'), rule('/ws/ro')], protectedNames: names },
    ]);
  });

  it('leave a rule where its effective path lies when only that is inside the root', () => {
    const facts = factsOf({ '/alias': { realPath: abs('/ws/ro'), symlinks: [abs('/alias')] } });
    expect(rootsOf([workspace('write'), at('/alias', 'read')], facts)).toStrictEqual([
      { root: '/ws', readOnlySubpaths: [automatic('/ws/.codex'), rule('/ws/ro')], protectedNames: names },
    ]);
  });

  it('make a file system root list effective paths', () => {
    const facts = factsOf({ '/tmp/ro': { realPath: abs('/private/tmp/ro'), symlinks: [abs('/tmp')] } });
    expect(rootsOf([special('root', 'write'), at('/tmp/ro', 'read')], facts)).toStrictEqual([
      { root: '/', readOnlySubpaths: [rule('/private/tmp/ro')], protectedNames: names },
    ]);
  });

  it('joins two spellings of one root', () => {
    const facts = factsOf({ '/tmp/ws': systemAlias });
    const entries = [workspace('write'), at('/private/tmp/ws', 'write'), at('/private/tmp/ws/.codex', 'write')];
    expect(rootsOf(entries, facts, '/tmp/ws')).toStrictEqual([
      { root: '/private/tmp/ws', readOnlySubpaths: [], protectedNames: ['.git', '.agents', '.aws'] },
      { root: '/private/tmp/ws/.codex', readOnlySubpaths: [], protectedNames: names },
    ]);
  });
});

describe('a path below a writable root', () => {
  it('may be written outside of its carve-outs and metadata', () => {
    const root: WritableRoot = {
      root: abs('/ws'),
      readOnlySubpaths: [{ path: abs('/ws/ro'), origin: 'rule' }],
      protectedNames: ['.git'],
    };
    const paths = ['/ws', '/ws/a', '/ws/ro', '/ws/ro/a', '/ws/rot', '/ws/.git', '/ws/.git/x', '/ws/a/.git', '/other'];
    expect(paths.filter((path) => isWritableBelow(root, abs(path)))).toStrictEqual([
      '/ws',
      '/ws/a',
      '/ws/rot',
      '/ws/a/.git',
    ]);
  });

  it('is decided about by the deepest root', () => {
    const rules = rulesOf(
      restricted(special('root', 'write'), at('/etc', 'read'), at('/etc/a', 'write'), at('/b', 'write')),
    );
    const paths = ['/x', '/etc', '/etc/x', '/etc/a/x', '/b/.git', '/x/.git', '/.git'];
    expect(paths.filter((path) => canWriteUnder(rules, abs(path)))).toStrictEqual(['/x', '/etc/a/x', '/x/.git']);
    expect([everything, { writableRoots: [] }].map((some) => canWriteUnder(some, abs('/x')))).toStrictEqual([
      true,
      false,
    ]);
  });
});
