import { describe, expect, it } from 'vitest';
import type { AccessMode } from '../../../src/domain/permissions/access-mode.js';
import { explainAccess } from '../../../src/domain/permissions/explain/explain-access.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { resolveAccess } from '../../../src/domain/permissions/resolve-access.js';
import {
  abs,
  at,
  contextAt,
  glob,
  managed,
  restricted,
  skip,
  special,
  unknownSpecial,
  workspace,
  workspaceGlob,
} from './build.js';

const context = contextAt();

function explain(profile: PermissionProfile, path: string) {
  return explainAccess(profile, abs(path), context);
}

function from(profile: string, key: readonly string[], entry: FileSystemEntry): FileSystemEntry {
  return { ...entry, origin: { kind: 'profile', profile, key } };
}

describe('an explanation', () => {
  const root = from(':workspace', [], special('root', 'read'));
  const roots = from(':workspace', [], workspace('write'));
  const docs = from('dev', ['permissions', 'dev', 'filesystem', ':workspace_roots', 'docs'], workspace('read', 'docs'));
  const env = from(
    'base',
    ['permissions', 'base', 'filesystem', ':workspace_roots', '**/*.env'],
    workspaceGlob('**/*.env'),
  );
  const profile = managed(root, roots, docs, env);

  it('names the deciding entry, the others and the smallest changes', () => {
    expect(explain(profile, '/ws/docs/a.md')).toStrictEqual({
      path: '/ws/docs/a.md',
      access: 'read',
      reason: { kind: 'entry', entry: { ...docs, path: { kind: 'path', path: '/ws/docs' } }, path: '/ws/docs' },
      runnersUp: [
        { entry: { ...roots, path: { kind: 'path', path: '/ws' } }, path: '/ws', because: 'less-specific' },
        { entry: root, path: '/', because: 'less-specific' },
      ],
      changes: [
        { to: 'write', remove: [], add: at('/ws/docs/a.md', 'write') },
        { to: 'deny', remove: [], add: at('/ws/docs/a.md', 'deny') },
      ],
      text: '`/ws/docs/a.md` can be read but not written: the most specific rule is `read` for `/ws/docs`, from `permissions.dev.filesystem.":workspace_roots".docs`. It comes before `write` for `/ws`, from the built-in profile `:workspace`, and 1 more. To let it be written, add `"/ws/docs/a.md" = "write"`.',
    });
  });

  it('says that a pattern wins, and that only removing it helps', () => {
    expect(explain(profile, '/ws/docs/.env')).toStrictEqual({
      path: '/ws/docs/.env',
      access: 'deny',
      reason: {
        kind: 'deny-pattern',
        entry: { ...env, path: { kind: 'glob', pattern: '/ws/**/*.env' } },
        pattern: '/ws/**/*.env',
      },
      runnersUp: [
        { entry: { ...docs, path: { kind: 'path', path: '/ws/docs' } }, path: '/ws/docs', because: 'outranked' },
        { entry: { ...roots, path: { kind: 'path', path: '/ws' } }, path: '/ws', because: 'less-specific' },
        { entry: root, path: '/', because: 'less-specific' },
      ],
      changes: [
        { to: 'read', remove: [env] },
        { to: 'write', remove: [env], add: at('/ws/docs/.env', 'write') },
      ],
      text: '`/ws/docs/.env` can neither be read nor written: it matches the pattern `/ws/**/*.env`, which is denied by `permissions.base.filesystem.":workspace_roots"."**/*.env"`, and patterns win over every path. It outranks `read` for `/ws/docs`, from `permissions.dev.filesystem.":workspace_roots".docs`, and 2 more. To let it be read only, remove `deny` for `:workspace_roots/**/*.env` (`permissions.base.filesystem.":workspace_roots"."**/*.env"`).',
    });
  });

  it('says that metadata is protected by its name', () => {
    expect(explain(managed(workspace('write')), '/ws/.git/config')).toStrictEqual({
      path: '/ws/.git/config',
      access: 'read',
      reason: { kind: 'protected-metadata', metadata: '/ws/.git' },
      runnersUp: [{ entry: at('/ws', 'write'), path: '/ws', because: 'outranked' }],
      changes: [
        { to: 'write', remove: [], add: at('/ws/.git/config', 'write') },
        { to: 'deny', remove: [], add: at('/ws/.git/config', 'deny') },
      ],
      text: '`/ws/.git/config` can be read but not written: it lies in `/ws/.git`, a name that stays read-only directly below everything writable. It outranks `write` for `/ws`, from the permission profile. To let it be written, add `"/ws/.git/config" = "write"`.',
    });
  });

  it('names a denied path before a pattern that hides it too', () => {
    const { reason, text, changes } = explain(managed(at('/a', 'deny'), glob('/a/*')), '/a/b');
    expect(reason).toStrictEqual({ kind: 'entry', entry: at('/a', 'deny'), path: '/a' });
    expect(changes).toStrictEqual([
      { to: 'read', remove: [glob('/a/*')], add: at('/a/b', 'read') },
      { to: 'write', remove: [glob('/a/*')], add: at('/a/b', 'write') },
    ]);
    expect(text).toContain('the most specific rule is `deny` for `/a`');
  });

  it('names a target that is not known as it was written', () => {
    expect(explain(managed(workspace('read', 'docs')), '/ws/docs/x').text).toBe(
      '`/ws/docs/x` can be read but not written: the most specific rule is `read` for `/ws/docs`, from the permission profile. To let it be written, add `"/ws/docs/x" = "write"`.',
    );
  });

  it('says that nobody speaks about a path', () => {
    expect(explain(managed(at('/a', 'read')), '/b')).toStrictEqual({
      path: '/b',
      access: 'deny',
      reason: { kind: 'no-entry' },
      runnersUp: [],
      changes: [
        { to: 'read', remove: [], add: at('/b', 'read') },
        { to: 'write', remove: [], add: at('/b', 'write') },
      ],
      text: '`/b` can neither be read nor written: no rule speaks about it or a directory above it. To let it be read only, add `"/b" = "read"`.',
    });
  });

  it('removes what outranks a rule for the very path', () => {
    const entries = [at('/a', 'write'), at('/a', 'read'), at('/a/b', 'deny'), at('/a/b', 'write')];
    expect(explain(managed(...entries), '/a/b')).toStrictEqual({
      path: '/a/b',
      access: 'deny',
      reason: { kind: 'entry', entry: at('/a/b', 'deny'), path: '/a/b' },
      runnersUp: [
        { entry: at('/a/b', 'write'), path: '/a/b', because: 'outranked' },
        { entry: at('/a', 'write'), path: '/a', because: 'less-specific' },
        { entry: at('/a', 'read'), path: '/a', because: 'less-specific' },
      ],
      changes: [
        { to: 'read', remove: [at('/a/b', 'deny'), at('/a/b', 'write')], add: at('/a/b', 'read') },
        { to: 'write', remove: [at('/a/b', 'deny')] },
      ],
      text: '`/a/b` can neither be read nor written: the most specific rule is `deny` for `/a/b`, from the permission profile. It outranks `write` for `/a/b`, from the permission profile, and 2 more. To let it be read only, remove `deny` for `/a/b` (the permission profile) and remove `write` for `/a/b` (the permission profile) and add `"/a/b" = "read"`.',
    });
  });

  it.each<[PermissionProfile, unknown, string]>([
    [
      { kind: 'disabled' },
      { kind: 'not-managed', enforcement: 'disabled' },
      '`/a` can be read and written: no sandbox is used.',
    ],
    [
      { kind: 'external', network: 'restricted' },
      { kind: 'not-managed', enforcement: 'external' },
      '`/a` can be read and written: the file system is left to a sandbox around this process.',
    ],
    [
      { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'restricted' },
      { kind: 'unrestricted' },
      '`/a` can be read and written: the permission profile does not restrict the file system.',
    ],
  ])('of %j says that no rule decides', (open, reason, text) => {
    expect(explain(open, '/a')).toStrictEqual({
      path: '/a',
      access: 'write',
      reason,
      runnersUp: [],
      changes: [],
      text,
    });
  });

  it('names the origin and the target of a rule as they were written', () => {
    const origins: readonly (readonly [FileSystemEntry, string])[] = [
      [skip(at('/a', 'read')), '`read` for `/a`, from the automatic protection of metadata.'],
      [
        { ...at('/a', 'read'), origin: { kind: 'legacy-setting', key: 'sandbox_mode' } },
        'from the setting `sandbox_mode`.',
      ],
      [
        { ...at('/a', 'read'), origin: { kind: 'requirement', source: '/etc/x.toml' } },
        'from the requirements of /etc/x.toml.',
      ],
      [{ ...at('/a', 'read'), origin: { kind: 'grant' } }, 'from a grant on top of the permission profile.'],
      [special('slash-tmp', 'read'), '`read` for `:slash_tmp`, which is `/tmp` here, from the permission profile.'],
      [special('root', 'read'), '`read` for `:root`, which is `/` here, from'],
    ];
    const path = (entry: FileSystemEntry): string => (entry.path.kind === 'special' ? '/tmp/a' : '/a');
    for (const [entry, text] of origins) expect(explain(managed(entry), path(entry)).text).toContain(text);
  });

  it('offers to take writing away, by removing the rule or by adding one', () => {
    expect([
      explain(managed(special('root', 'read'), at('/a', 'write')), '/a').text,
      explain(managed(at('/a', 'write')), '/a/b').text,
      explain(managed(at('/a', 'write')), '/a').text,
    ]).toStrictEqual([
      '`/a` can be read and written: the most specific rule is `write` for `/a`, from the permission profile. It comes before `read` for `:root`, from the permission profile. To let it be read only, remove `write` for `/a` (the permission profile).',
      '`/a/b` can be read and written: the most specific rule is `write` for `/a`, from the permission profile. To let it be read only, add `"/a/b" = "read"`.',
      '`/a` can be read and written: the most specific rule is `write` for `/a`, from the permission profile. To let it be read only, remove `write` for `/a` (the permission profile) and add `"/a" = "read"`.',
    ]);
  });

  it('offers changes that do what they say', () => {
    const policy = restricted(
      special('root', 'read'),
      workspace('write'),
      workspace('write', '.git/objects'),
      workspace('read', 'docs'),
      workspace('deny', 'secret'),
      workspace('write', 'secret'),
      workspaceGlob('**/*.env'),
      glob('/ws/docs/*'),
      unknownSpecial(':future', 'write'),
    );
    for (const path of [
      '/',
      '/ws',
      '/ws/.git',
      '/ws/.git/objects',
      '/ws/docs/a.env',
      '/ws/secret',
      '/ws/secret/x.env',
    ]) {
      const { changes, access } = explain({ kind: 'managed', fileSystem: policy, network: 'restricted' }, path);
      const modes: readonly AccessMode[] = ['read', 'write', 'deny'];
      expect(changes.map(({ to }) => to)).toStrictEqual(modes.filter((mode) => mode !== access));
      for (const { to, remove, add } of changes) {
        const entries = policy.entries.filter((entry) => !remove.includes(entry)).concat(add ?? []);
        expect(explain(managed(...entries), path).access).toBe(to);
        if (to !== 'read') expect(resolveAccess(restricted(...entries), abs(path), context)).toBe(to);
      }
    }
  });
});
