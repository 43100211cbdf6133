import { describe, expect, it } from 'vitest';
import type { AccessMode } from '../../../src/domain/permissions/access-mode.js';
import { allowsReading, allowsWriting, compareAccessModes } from '../../../src/domain/permissions/access-mode.js';
import type { FileSystemPolicy } from '../../../src/domain/permissions/file-system-policy.js';
import { canRead, canWrite, compileAccess, resolveAccess } from '../../../src/domain/permissions/resolve-access.js';
import {
  abs,
  at,
  contextAt,
  glob,
  restricted,
  skip,
  special,
  unknownSpecial,
  workspace,
  workspaceGlob,
} from './build.js';

const context = contextAt();

function accessTo(policy: FileSystemPolicy, paths: readonly string[]): Readonly<Record<string, AccessMode>> {
  return Object.fromEntries(paths.map((path) => [path, resolveAccess(policy, abs(path), context)]));
}

function writable(policy: FileSystemPolicy, paths: readonly string[]): readonly string[] {
  return paths.filter((path) => canWrite(policy, abs(path), context));
}

describe('access modes', () => {
  it('are ordered by who wins on one path', () => {
    const modes: readonly AccessMode[] = ['deny', 'read', 'write'];
    expect(modes.toSorted(compareAccessModes)).toStrictEqual(['read', 'write', 'deny']);
    expect(compareAccessModes('write', 'write')).toBe(0);
  });

  it('allow reading and writing', () => {
    expect(
      (['read', 'write', 'deny'] as const).map((mode) => [mode, allowsReading(mode), allowsWriting(mode)]),
    ).toStrictEqual([
      ['read', true, false],
      ['write', true, true],
      ['deny', false, false],
    ]);
  });
});

describe('access to a path', () => {
  it('is what the most specific entry says', () => {
    const policy = restricted(at('/ws', 'write'), at('/ws/a', 'read'), at('/ws/a/b', 'deny'), at('/ws/a/b/c', 'write'));
    expect(
      accessTo(policy, ['/', '/w', '/wsx', '/ws', '/ws/x', '/ws/a', '/ws/a/x', '/ws/a/b/x', '/ws/a/b/c/x']),
    ).toStrictEqual({
      '/': 'deny',
      '/w': 'deny',
      '/wsx': 'deny',
      '/ws': 'write',
      '/ws/x': 'write',
      '/ws/a': 'read',
      '/ws/a/x': 'read',
      '/ws/a/b/x': 'deny',
      '/ws/a/b/c/x': 'write',
    });
  });

  it.each<[readonly AccessMode[], AccessMode]>([
    [['read', 'write'], 'write'],
    [['write', 'read'], 'write'],
    [['write', 'deny'], 'deny'],
    [['deny', 'write', 'read'], 'deny'],
    [['read', 'deny'], 'deny'],
    [['read', 'read'], 'read'],
  ])('given %j for one path is %s', (modes, expected) => {
    const policy = restricted(...modes.map((mode) => at('/a', mode)));
    expect(resolveAccess(policy, abs('/a/b'), context)).toBe(expected);
  });

  it('without any entry is denied', () => {
    expect(accessTo(restricted(), ['/', '/ws'])).toStrictEqual({ '/': 'deny', '/ws': 'deny' });
  });

  it('finds the places of special paths', () => {
    const policy = restricted(
      special('root', 'read'),
      workspace('write'),
      workspace('read', 'docs'),
      special('tmpdir', 'write'),
      special('slash-tmp', 'deny'),
    );
    expect(accessTo(policy, ['/etc', '/ws/a', '/ws/docs/x', '/var/tmpdir/a', '/tmp/a'])).toStrictEqual({
      '/etc': 'read',
      '/ws/a': 'write',
      '/ws/docs/x': 'read',
      '/var/tmpdir/a': 'write',
      '/tmp/a': 'deny',
    });
  });

  it('applies workspace rules to every workspace root', () => {
    const policy = restricted(workspace('write'), workspace('deny', 'secret'));
    const two = contextAt('/ws', ['/ws', '/other']);
    const decide = (path: string): AccessMode => resolveAccess(policy, abs(path), two);
    expect(['/ws/a', '/other/a', '/ws/secret', '/other/secret', '/third'].map(decide)).toStrictEqual([
      'write',
      'write',
      'deny',
      'deny',
      'deny',
    ]);
  });

  it('ignores special paths that stand for nothing', () => {
    const policy = restricted(
      special('minimal', 'write'),
      unknownSpecial(':future', 'write'),
      special('tmpdir', 'write'),
      special('slash-tmp', 'write'),
    );
    const bare = { cwd: abs('/ws'), workspaceRoots: [abs('/ws')] };
    expect(['/', '/tmp', '/ws', '/usr'].map((path) => resolveAccess(policy, abs(path), bare))).toStrictEqual([
      'deny',
      'deny',
      'deny',
      'deny',
    ]);
  });

  it('on Windows hangs from the drive of the working directory, knows no /tmp and compares without case', () => {
    const policy = restricted(special('root', 'read'), special('slash-tmp', 'write'), workspace('write', 'src/gen'));
    const windows = {
      cwd: abs('D:\\Ws', 'windows'),
      workspaceRoots: [abs('D:\\Ws', 'windows')],
      slashTmp: abs('D:\\tmp', 'windows'),
    };
    const decide = (path: string): AccessMode => resolveAccess(policy, abs(path, 'windows'), windows);
    expect(['D:\\tmp\\a', 'C:\\a', 'd:\\ws\\SRC\\Gen\\a', 'D:\\ws\\src'].map(decide)).toStrictEqual([
      'read',
      'deny',
      'write',
      'read',
    ]);
    const literal = { path: { kind: 'path', path: abs('D:\\tmp', 'windows') }, access: 'write' } as const;
    expect(resolveAccess(restricted(literal), abs('d:\\TMP\\a', 'windows'), windows)).toBe('write');
    const names = restricted(workspace('write'));
    expect(canWrite(names, abs('D:\\ws\\.GIT\\config', 'windows'), windows)).toBe(false);
  });

  it('is denied where a pattern matches, whatever else is said', () => {
    const policy = restricted(
      special('root', 'read'),
      workspace('write'),
      workspaceGlob('**/*.env'),
      glob('/etc/*.key'),
      glob('sub/*.pem'),
      glob('/ws/ignored/*', 'read'),
      at('/ws/a.env', 'write'),
    );
    expect(
      accessTo(policy, ['/ws/a.env', '/ws/x/.env', '/ws/x.env/below', '/etc/a.key', '/ws/sub/a.pem', '/ws/ignored/a']),
    ).toStrictEqual({
      '/ws/a.env': 'deny',
      '/ws/x/.env': 'deny',
      '/ws/x.env/below': 'deny',
      '/etc/a.key': 'deny',
      '/ws/sub/a.pem': 'deny',
      '/ws/ignored/a': 'write',
    });
    const compiled = compileAccess(policy, context);
    expect([compiled.entryAccess(abs('/ws/a.env')), compiled.canRead(abs('/ws/a.env'))]).toStrictEqual([
      'write',
      false,
    ]);
    expect(compiled.canWrite(abs('/ws/a.env'))).toBe(false);
    expect(compiled.entryCanWrite(abs('/ws/a.env'))).toBe(true);
    expect(compiled.denyPattern(abs('/ws/a.env'))?.pattern).toBe('/ws/**/*.env');
    expect(compiled.denyPattern(abs('/ws/a'))).toBeUndefined();
  });

  it('is denied everywhere when a pattern cannot be understood', () => {
    const policy = restricted(special('root', 'read'), glob('/ws/*.env'), glob('/ws/[z-a]'));
    expect(accessTo(policy, ['/', '/etc', '/ws/a'])).toStrictEqual({ '/': 'deny', '/etc': 'deny', '/ws/a': 'deny' });
    expect(compileAccess(policy, context).entryAccess(abs('/etc'))).toBe('read');
  });

  it('is denied to paths that no system opens', () => {
    const policy = restricted(special('root', 'write'));
    expect(resolveAccess(policy, abs(`/${'a'.repeat(32_767)}`), context)).toBe('write');
    expect(resolveAccess(policy, abs(`/${'a'.repeat(32_768)}`), context)).toBe('deny');
  });

  it('is unlimited where rules do not restrict anything', () => {
    for (const kind of ['unrestricted', 'external'] as const) {
      const access = compileAccess({ kind }, context);
      const path = abs('/ws/.git/config');
      expect({
        access: access.access(path),
        entry: access.entryAccess(path),
        entryWrite: access.entryCanWrite(path),
        pattern: access.denyPattern(path),
        read: access.canRead(path),
        write: access.canWrite(path),
        metadata: access.protectedMetadata(path),
      }).toStrictEqual({
        access: 'write',
        entry: 'write',
        entryWrite: true,
        pattern: undefined,
        read: true,
        write: true,
        metadata: undefined,
      });
    }
  });

  it('is told apart as reading and writing', () => {
    const policy = restricted(at('/r', 'read'), at('/w', 'write'), at('/d', 'deny'));
    const can = (path: string): readonly boolean[] => [
      canRead(policy, abs(path), context),
      canWrite(policy, abs(path), context),
    ];
    expect(['/r', '/w', '/d'].map(can)).toStrictEqual([
      [true, false],
      [true, true],
      [false, false],
    ]);
  });
});

describe('protected metadata', () => {
  const metadata = ['/ws/.git/config', '/ws/.agents/config', '/ws/.codex/config.toml', '/ws/.aws', '/ws/.gitignore'];

  it.each([
    ['a literal root', restricted(at('/ws', 'write'))],
    ['a workspace root', restricted(workspace('write'))],
  ])('below %s cannot be written', (_, policy) => {
    expect(writable(policy, metadata)).toStrictEqual(['/ws/.gitignore']);
  });

  it('can still be read', () => {
    expect(accessTo(restricted(workspace('write')), ['/ws/.git'])).toStrictEqual({ '/ws/.git': 'write' });
    expect(canRead(restricted(workspace('write')), abs('/ws/.git/HEAD'), context)).toBe(true);
  });

  it('is found by name directly below each writable path only', () => {
    const policy = restricted(workspace('write'), at('/ws/sub', 'write'));
    const { protectedMetadata } = compileAccess(policy, context);
    const found = ['/ws/.git', '/ws/.git/hooks/x', '/ws/a/.git/x', '/ws/sub/.codex/x', '/.git', '/ws'].map((path) =>
      protectedMetadata(abs(path)),
    );
    expect(found).toStrictEqual(['/ws/.git', '/ws/.git', undefined, '/ws/sub/.codex', undefined, undefined]);
  });

  it('is found in spite of rules that say the same, and not below what is only readable', () => {
    const policy = restricted(
      workspace('write'),
      skip(workspace('read', '.git')),
      at('/ro', 'read'),
      at('/no', 'deny'),
    );
    const { protectedMetadata } = compileAccess(policy, context);
    const found = ['/ws/.git', '/ws/.git/x', '/ro/.git/x', '/no/.git', '/.git'].map((path) =>
      protectedMetadata(abs(path)),
    );
    expect(found).toStrictEqual(['/ws/.git', '/ws/.git', undefined, undefined, undefined]);
  });

  it.each<[string, readonly string[]]>([
    ['/ws/.codex', ['/ws/.codex', '/ws/.codex/config.toml']],
    ['/ws/.git/objects', ['/ws/.git/objects/ab']],
    ['/ws/.git/objects/ab', ['/ws/.git/objects/ab']],
  ])('is reopened by a rule for `%s`', (reopened, expected) => {
    const policy = restricted(at('/ws', 'write'), at(reopened, 'write'));
    const paths = ['/ws/.git/config', '/ws/.git/objects/ab', '/ws/.codex', '/ws/.codex/config.toml', '/ws/.aws/x'];
    expect(writable(policy, paths)).toStrictEqual(expected);
    expect(writable({ ...policy, entries: policy.entries.toReversed() }, paths)).toStrictEqual(expected);
  });

  it('inside reopened metadata is protected again', () => {
    const policy = restricted(at('/ws/.git', 'write'), at('/ws', 'write'));
    expect(writable(policy, ['/ws/.git/x', '/ws/.git/.codex/x'])).toStrictEqual(['/ws/.git/x']);
  });

  it('is not protected where the whole disk is writable', () => {
    expect(writable(restricted(special('root', 'write')), ['/.git', '/ws/.git/x'])).toStrictEqual([
      '/.git',
      '/ws/.git/x',
    ]);
  });

  it('of a writable file system with exceptions is protected at its root alone', () => {
    const policy = restricted(special('root', 'write'), at('/ws/ro', 'read'));
    expect(writable(policy, ['/.git/x', '/ws/.git/x', '/ws/ro/x'])).toStrictEqual(['/ws/.git/x']);
  });

  it('keeps its protection when its carve-outs are spelled out', () => {
    const policy = restricted(workspace('write'), skip(workspace('read', '.git')), skip(workspace('read', '.codex')));
    expect(writable(policy, ['/ws/.git/x', '/ws/.codex', '/ws/.aws', '/ws/a'])).toStrictEqual(['/ws/a']);
  });
});
