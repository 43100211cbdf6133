import { describe, expect, it } from 'vitest';
import {
  builtInProfile,
  readOnlyProfile,
  workspaceWriteProfile,
} from '../../../src/domain/permissions/built-in-profiles.js';
import { compatibleSandboxPolicy } from '../../../src/domain/permissions/compatible-sandbox-policy.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import {
  fromLegacySandboxPolicy,
  toLegacySandboxPolicy,
} from '../../../src/domain/permissions/legacy-sandbox-policy.js';
import { materializeProfile } from '../../../src/domain/permissions/materialize.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import type { SandboxPolicy } from '../../../src/domain/permissions/sandbox-policy.js';
import {
  abs,
  at,
  contextAt,
  factsOf,
  glob,
  managed,
  noFacts,
  restricted,
  skip,
  special,
  unknownSpecial,
  workspace,
} from './build.js';

const context = contextAt();

const policies: readonly SandboxPolicy[] = [
  { kind: 'danger-full-access' },
  { kind: 'external', network: 'restricted' },
  { kind: 'external', network: 'enabled' },
  { kind: 'read-only', network: 'restricted' },
  { kind: 'read-only', network: 'enabled' },
  {
    kind: 'workspace-write',
    writableRoots: [abs('/other'), abs('/third')],
    network: 'enabled',
    excludeTmpdir: true,
    excludeSlashTmp: false,
  },
  { kind: 'workspace-write', writableRoots: [], network: 'restricted', excludeTmpdir: false, excludeSlashTmp: true },
];

const noProjection = {
  ok: false,
  error: {
    code: 'writes-outside-workspace',
    message:
      'the permission profile lets files outside of the workspace root be written, which a legacy sandbox policy cannot express; use the permission profile itself',
  },
};

describe('an older policy', () => {
  it('becomes the profile that means the same', () => {
    expect(policies.slice(0, 5).map((policy) => fromLegacySandboxPolicy(policy))).toStrictEqual([
      { kind: 'disabled' },
      { kind: 'external', network: 'restricted' },
      { kind: 'external', network: 'enabled' },
      readOnlyProfile(),
      readOnlyProfile({ network: 'enabled' }),
    ]);
  });

  it('of workspace-write becomes rules in the order of the wire', () => {
    const facts = factsOf({ '/other/.git': {}, '/third/.codex': {}, '/third/.agents': { type: 'file' } });
    const policy: SandboxPolicy = {
      kind: 'workspace-write',
      writableRoots: [abs('/other'), abs('/third'), abs('/other')],
      network: 'enabled',
      excludeTmpdir: false,
      excludeSlashTmp: false,
    };
    expect(fromLegacySandboxPolicy(policy, facts)).toStrictEqual({
      kind: 'managed',
      fileSystem: restricted(
        special('root', 'read'),
        workspace('write'),
        special('slash-tmp', 'write'),
        special('tmpdir', 'write'),
        at('/other', 'write'),
        at('/third', 'write'),
        at('/other', 'write'),
        skip(workspace('read', '.git')),
        skip(workspace('read', '.agents')),
        skip(workspace('read', '.codex')),
        skip(workspace('read', '.aws')),
        skip(at('/other/.git', 'read')),
        skip(at('/third/.codex', 'read')),
      ),
      network: 'enabled',
    });
  });

  it('with every default is the built-in profile', () => {
    const policy: SandboxPolicy = {
      kind: 'workspace-write',
      writableRoots: [],
      network: 'restricted',
      excludeTmpdir: false,
      excludeSlashTmp: false,
    };
    expect(fromLegacySandboxPolicy(policy, noFacts)).toStrictEqual(builtInProfile(':workspace'));
  });

  it('comes back unchanged from its profile', () => {
    const back = policies.map((policy) => toLegacySandboxPolicy(fromLegacySandboxPolicy(policy), context));
    expect(back).toStrictEqual(policies.map((value) => ({ ok: true, value })));
  });

  it('does not repeat what an extra root says already', () => {
    const options = { writableRoots: [abs('/a'), abs('/a/.git')], excludeTmpdir: true, excludeSlashTmp: true };
    expect(workspaceWriteProfile({ ...options, facts: factsOf({ '/a/.git': {} }) })).toStrictEqual(
      managed(
        special('root', 'read'),
        workspace('write'),
        at('/a', 'write'),
        at('/a/.git', 'write'),
        ...['.git', '.agents', '.codex', '.aws'].map((name) => skip(workspace('read', name))),
      ),
    );
  });
});

describe('the projection of a profile', () => {
  const open: PermissionProfile = { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'enabled' };

  it.each<[string, PermissionProfile, SandboxPolicy]>([
    ['without a sandbox', { kind: 'disabled' }, { kind: 'danger-full-access' }],
    ['of somebody else', { kind: 'external', network: 'enabled' }, { kind: 'external', network: 'enabled' }],
    ['without restrictions', open, { kind: 'danger-full-access' }],
    ['with the network alone', { ...open, network: 'restricted' }, { kind: 'external', network: 'restricted' }],
    ['with a writable disk', managed(special('root', 'write')), { kind: 'external', network: 'restricted' }],
    ['without any access', managed(), { kind: 'read-only', network: 'restricted' }],
    [
      'that denies and reads here and there',
      managed(special('root', 'read'), at('/a', 'deny'), glob('/b/*'), special('minimal', 'read'), at('/c', 'read')),
      { kind: 'read-only', network: 'restricted' },
    ],
    [
      'with a writable place of the future',
      managed(special('root', 'read'), unknownSpecial(':future', 'write')),
      { kind: 'read-only', network: 'restricted' },
    ],
  ])('%s', (_, profile, expected) => {
    expect(toLegacySandboxPolicy(profile, context)).toStrictEqual({ ok: true, value: expected });
  });

  const places: readonly (readonly [string, readonly FileSystemEntry[], readonly string[], boolean, boolean])[] = [
    ['symbolically', [workspace('write')], [], true, true],
    ['literally', [at('/ws', 'write')], [], true, true],
    [
      'with sub-paths',
      [workspace('write'), workspace('write', 'a'), at('/b', 'write'), at('/b', 'write')],
      ['/ws/a', '/b'],
      true,
      true,
    ],
    [
      'with the temporary directories',
      [workspace('write'), special('tmpdir', 'write'), special('slash-tmp', 'write')],
      [],
      false,
      false,
    ],
    ['with most of the disk', [workspace('write'), special('root', 'write'), at('/etc', 'read')], [], true, true],
  ];
  it.each(places)('of a workspace that is writable %s', (_, entries, writableRoots, excludeTmpdir, excludeSlashTmp) => {
    expect(toLegacySandboxPolicy(managed(...entries), context)).toStrictEqual({
      ok: true,
      value: { kind: 'workspace-write', writableRoots, network: 'restricted', excludeTmpdir, excludeSlashTmp },
    });
  });

  it('counts further workspace roots as extra roots', () => {
    const profile = workspaceWriteProfile();
    const two = contextAt('/ws', ['/ws', '/two']);
    const expected: SandboxPolicy = {
      kind: 'workspace-write',
      writableRoots: [abs('/two')],
      network: 'restricted',
      excludeTmpdir: false,
      excludeSlashTmp: false,
    };
    expect(toLegacySandboxPolicy(profile, two)).toStrictEqual({ ok: true, value: expected });
    expect(toLegacySandboxPolicy(materializeProfile(profile, two.workspaceRoots), two)).toStrictEqual({
      ok: true,
      value: expected,
    });
  });

  it.each<[string, readonly FileSystemEntry[]]>([
    ['another directory', [at('/other', 'write')]],
    ['a part of the workspace', [workspace('write', 'a')]],
    ['$TMPDIR', [special('tmpdir', 'write')]],
    ['/tmp', [special('slash-tmp', 'write')]],
    ['most of the disk', [special('root', 'write'), at('/etc', 'read')]],
  ])('does not exist when only %s is writable', (_, entries) => {
    expect(toLegacySandboxPolicy(managed(special('root', 'read'), ...entries), context)).toStrictEqual(noProjection);
  });

  it('ignores /tmp on Windows, where it stands for nothing', () => {
    const windows = { cwd: abs('C:\\ws', 'windows'), workspaceRoots: [abs('C:\\ws', 'windows')] };
    expect(toLegacySandboxPolicy(managed(special('slash-tmp', 'write')), windows)).toStrictEqual({
      ok: true,
      value: { kind: 'read-only', network: 'restricted' },
    });
  });
});

describe('the older policy to show', () => {
  it('is the projection where there is one', () => {
    expect(compatibleSandboxPolicy(readOnlyProfile(), context, noFacts)).toStrictEqual({
      kind: 'read-only',
      network: 'restricted',
    });
  });

  it('lists the writable roots where there is none', () => {
    const profile = managed(
      special('root', 'read'),
      at('/other', 'write'),
      special('tmpdir', 'write'),
      at('/other/x', 'read'),
    );
    expect(compatibleSandboxPolicy(profile, context, noFacts)).toStrictEqual({
      kind: 'workspace-write',
      writableRoots: ['/other', '/var/tmpdir'],
      network: 'restricted',
      excludeTmpdir: false,
      excludeSlashTmp: true,
    });
  });

  it('keeps the temporary directories that are writable', () => {
    const profile = managed(special('root', 'read'), special('slash-tmp', 'write'));
    expect(compatibleSandboxPolicy(profile, context, noFacts)).toStrictEqual({
      kind: 'workspace-write',
      writableRoots: ['/tmp'],
      network: 'restricted',
      excludeTmpdir: true,
      excludeSlashTmp: false,
    });
  });

  it('excludes temporary directories that do not exist, and the working directory', () => {
    const profile = managed(special('root', 'write'), at('/a', 'read'));
    const bare = { cwd: abs('/'), workspaceRoots: [] };
    expect(compatibleSandboxPolicy(profile, bare, noFacts)).toStrictEqual({
      kind: 'workspace-write',
      writableRoots: [],
      network: 'restricted',
      excludeTmpdir: true,
      excludeSlashTmp: true,
    });
  });
});
