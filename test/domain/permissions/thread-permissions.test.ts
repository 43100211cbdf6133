import { describe, expect, it } from 'vitest';
import { Constrained, type Validator } from '../../../src/domain/config/constrained.js';
import { builtInProfile, readOnlyProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import {
  fileSystemPolicyOf,
  networkPolicyOf,
  type PermissionProfile,
  profileFromParts,
} from '../../../src/domain/permissions/permission-profile.js';
import {
  identityOf,
  profileWorkspaceRoots,
  type ResolvedPermissionProfile,
  resolvedProfile,
} from '../../../src/domain/permissions/resolved-permission-profile.js';
import {
  effectiveProfile,
  effectiveWorkspaceRoots,
  rawProfile,
  type ThreadPermissions,
  threadPermissions,
  withLegacySandboxPolicy,
  withPermissionProfile,
  withSelected,
} from '../../../src/domain/permissions/thread-permissions.js';
import { abs, at, factsOf, managed, restricted, skip, special, workspace } from './build.js';

const dev = resolvedProfile(managed(workspace('write'), at('/p', 'write')), { id: 'dev', extends: ':workspace' }, [
  abs('/p'),
]);

describe('the parts of a profile', () => {
  const open: PermissionProfile = { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'restricted' };

  it('are its rules for files and network', () => {
    const profiles: readonly PermissionProfile[] = [
      readOnlyProfile(),
      open,
      { kind: 'disabled' },
      { kind: 'external', network: 'restricted' },
    ];
    expect(profiles.map((profile) => [fileSystemPolicyOf(profile).kind, networkPolicyOf(profile)])).toStrictEqual([
      ['restricted', 'restricted'],
      ['unrestricted', 'restricted'],
      ['unrestricted', 'enabled'],
      ['external', 'restricted'],
    ]);
  });

  it('make a profile again, which stays managed unless there was no sandbox', () => {
    const unrestricted = { fileSystem: { kind: 'unrestricted' }, network: 'restricted' } as const;
    const external = { fileSystem: { kind: 'external' }, network: 'enabled' } as const;
    const rules = { fileSystem: restricted(), network: 'enabled' } as const;
    expect([
      profileFromParts(unrestricted),
      profileFromParts({ ...unrestricted, enforcement: 'external' }),
      profileFromParts({ ...unrestricted, enforcement: 'disabled' }),
      profileFromParts({ ...external, enforcement: 'disabled' }),
      profileFromParts({ ...rules, enforcement: 'disabled' }),
    ]).toStrictEqual([
      open,
      open,
      { kind: 'disabled' },
      { kind: 'external', network: 'enabled' },
      { kind: 'managed', ...rules },
    ]);
  });
});

describe('a resolved profile', () => {
  it('keeps profile, name and roots together', () => {
    const workspaceProfile = builtInProfile(':workspace');
    const cases: readonly ResolvedPermissionProfile[] = [
      resolvedProfile(readOnlyProfile()),
      resolvedProfile(workspaceProfile, { id: ':workspace', extends: 'ignored' }, [abs('/a')]),
      resolvedProfile(readOnlyProfile(), { id: 'mine' }),
      dev,
    ];
    expect(cases).toStrictEqual([
      { kind: 'anonymous', profile: readOnlyProfile() },
      { kind: 'built-in', id: ':workspace', profile: workspaceProfile, workspaceRoots: ['/a'] },
      { kind: 'named', id: 'mine', profile: readOnlyProfile(), workspaceRoots: [] },
      { kind: 'named', id: 'dev', extends: ':workspace', profile: dev.profile, workspaceRoots: ['/p'] },
    ]);
    expect(cases.map((resolved) => [identityOf(resolved), profileWorkspaceRoots(resolved)])).toStrictEqual([
      [undefined, []],
      [{ id: ':workspace' }, ['/a']],
      [{ id: 'mine' }, []],
      [{ id: 'dev', extends: ':workspace' }, ['/p']],
    ]);
  });
});

describe('the permissions of a thread', () => {
  const permissions = threadPermissions(dev, {
    workspaceRoots: [abs('/ws'), abs('/p')],
    internalWritableRoots: [abs('/home/.codex/memories'), abs('/p')],
  });

  it('have a raw and an effective profile', () => {
    expect(rawProfile(permissions)).toStrictEqual(dev.profile);
    expect(effectiveProfile(permissions)).toStrictEqual(
      managed(at('/ws', 'write'), at('/p', 'write'), at('/p', 'write'), at('/home/.codex/memories', 'write')),
    );
  });

  it('apply to the runtime roots and those of the profile, each once', () => {
    expect(effectiveWorkspaceRoots(permissions)).toStrictEqual(['/ws', '/p']);
    expect(effectiveWorkspaceRoots(threadPermissions(dev, { workspaceRoots: [] }))).toStrictEqual(['/p']);
  });

  it.each<[string, PermissionProfile]>([
    ['only reads', readOnlyProfile()],
    ['writes a part of the workspace', managed(workspace('write', 'out'))],
    ['writes elsewhere', managed(at('/other', 'write'), workspace('read'), special('tmpdir', 'write'))],
    ['is not restricted', { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'enabled' }],
    ['has no sandbox', { kind: 'disabled' }],
  ])('add internal roots to no profile that %s', (_, profile) => {
    const roots = { workspaceRoots: [abs('/ws')], internalWritableRoots: [abs('/internal')] };
    const effective = effectiveProfile(threadPermissions(resolvedProfile(profile), roots));
    expect(JSON.stringify(effective)).not.toContain('/internal');
  });

  it('lose their name when only the profile is replaced', () => {
    const changed = withPermissionProfile(permissions, readOnlyProfile());
    expect(changed.ok && changed.value.selected.value).toStrictEqual({ kind: 'anonymous', profile: readOnlyProfile() });
    expect(changed.ok && changed.value.workspaceRoots).toStrictEqual(['/ws', '/p']);
  });

  it('take the roots of an older policy as workspace roots', () => {
    const policy = {
      kind: 'workspace-write',
      writableRoots: [abs('/two'), abs('/ws')],
      network: 'restricted',
      excludeTmpdir: true,
      excludeSlashTmp: true,
    } as const;
    const facts = factsOf({ '/two/.git': {} });
    const changed = withLegacySandboxPolicy(permissions, policy, { cwd: abs('/ws'), facts });
    expect(changed.ok && [changed.value.workspaceRoots, changed.value.selected.value]).toStrictEqual([
      ['/ws', '/two'],
      {
        kind: 'anonymous',
        profile: managed(
          special('root', 'read'),
          workspace('write'),
          at('/two', 'write'),
          at('/ws', 'write'),
          ...['.git', '.agents', '.codex', '.aws'].map((name) => skip(workspace('read', name))),
          skip(at('/two/.git', 'read')),
        ),
      },
    ]);
    const reading = withLegacySandboxPolicy(
      permissions,
      { kind: 'read-only', network: 'enabled' },
      { cwd: abs('/ws') },
    );
    expect(reading.ok && [reading.value.workspaceRoots, rawProfile(reading.value)]).toStrictEqual([
      ['/ws'],
      readOnlyProfile({ network: 'enabled' }),
    ]);
  });

  it('stay as they are when a rule forbids the change', () => {
    const onlyManaged: Validator<ResolvedPermissionProfile> = ({ profile }) =>
      profile.kind === 'managed' ? { ok: true, value: undefined } : { ok: false, error: { message: 'not managed' } };
    const selected = Constrained.of(dev, onlyManaged);
    if (!selected.ok) throw new Error('dev is managed');
    const limited: ThreadPermissions = { ...permissions, selected: selected.value };
    const refused = { ok: false, error: { message: 'not managed' } };
    expect(withPermissionProfile(limited, { kind: 'disabled' })).toStrictEqual(refused);
    expect(withLegacySandboxPolicy(limited, { kind: 'danger-full-access' }, { cwd: abs('/ws') })).toStrictEqual(
      refused,
    );
    expect(limited.selected.value).toBe(dev);
    const replaced = withSelected(limited, resolvedProfile(readOnlyProfile(), { id: ':read-only' }));
    expect(replaced.ok && identityOf(replaced.value.selected.value)).toStrictEqual({ id: ':read-only' });
    expect(replaced.ok && withPermissionProfile(replaced.value, { kind: 'disabled' })).toStrictEqual(refused);
  });
});
