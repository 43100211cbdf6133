import { describe, expect, it } from 'vitest';
import type { ConfigLayer } from '../../../src/domain/config/config-layer.js';
import { decodeRequirements } from '../../../src/domain/config/requirements.js';
import {
  type PermissionInput,
  type PermissionOutcome,
  resolvePermissionProfile,
} from '../../../src/domain/config/resolve-permission-profile.js';
import { readOnlyProfile, workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import { toLegacySandboxPolicy } from '../../../src/domain/permissions/legacy-sandbox-policy.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import { canWrite } from '../../../src/domain/permissions/resolve-access.js';
import { identityOf, profileWorkspaceRoots } from '../../../src/domain/permissions/resolved-permission-profile.js';
import { summarizePermissionProfile } from '../../../src/domain/permissions/summarize-permissions.js';
import {
  effectiveProfile,
  effectiveWorkspaceRoots,
  rawProfile,
} from '../../../src/domain/permissions/thread-permissions.js';
import {
  abs,
  at,
  factsOf,
  glob,
  managed,
  restricted,
  skip,
  special,
  workspace,
  workspaceGlob,
} from '../permissions/build.js';

function input(config: PermissionInput['config'], more: Partial<PermissionInput> = {}): PermissionInput {
  const layer: ConfigLayer = {
    name: 'user',
    source: 'config.toml',
    values: {
      ...(config.sandboxMode === undefined ? {} : { sandbox_mode: config.sandboxMode }),
      ...(config.defaultPermissions === undefined ? {} : { default_permissions: config.defaultPermissions }),
    },
  };
  return { config, layers: [layer], platform: 'macos', cwd: abs('/ws'), homeDirectory: abs('/home/u'), ...more };
}

function outcome(config: PermissionInput['config'], more: Partial<PermissionInput> = {}): PermissionOutcome {
  const result = resolvePermissionProfile(input(config, more));
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** A profile without what says where its rules were written. */
function plain(profile: PermissionProfile): PermissionProfile {
  if (profile.kind !== 'managed' || profile.fileSystem.kind !== 'restricted') return profile;
  const entries = profile.fileSystem.entries.map(({ origin: _, ...entry }) => entry);
  return { ...profile, fileSystem: { ...profile.fileSystem, entries } };
}

function seen({ permissions, warnings }: PermissionOutcome) {
  const resolved = permissions.selected.value;
  return {
    id: identityOf(resolved)?.id,
    profile: plain(rawProfile(permissions)),
    roots: permissions.workspaceRoots,
    profileRoots: profileWorkspaceRoots(resolved),
    warnings: warnings.map(({ message }) => message),
  };
}

const carveOuts: readonly FileSystemEntry[] = ['.git', '.agents', '.codex', '.aws'].map((name) =>
  skip(workspace('read', name)),
);

describe('an empty configuration', () => {
  it.each([
    [undefined, ':read-only', readOnlyProfile()],
    ['trusted', ':workspace', workspaceWriteProfile()],
    ['untrusted', ':workspace', workspaceWriteProfile()],
  ] as const)('in a project with the decision %s selects `%s`', (trust, id, profile) => {
    expect(seen(outcome({}, trust === undefined ? {} : { trust }))).toStrictEqual({
      id,
      profile,
      roots: ['/ws'],
      profileRoots: [],
      warnings: [],
    });
  });

  it('without a sandbox stays with reading', () => {
    expect(seen(outcome({}, { trust: 'trusted', sandbox: 'missing' })).id).toBe(':read-only');
  });

  it('honours the details of the older mode, and has no name then', () => {
    const sandboxWorkspaceWrite = {
      networkAccess: true,
      excludeTmpdirEnvVar: true,
      writableRoots: ['/other', '../sib', '~/x', '/other'],
    };
    expect(
      seen(outcome({ sandboxWorkspaceWrite }, { trust: 'trusted', additionalDirectories: ['add'] })),
    ).toStrictEqual({
      id: undefined,
      profile: {
        kind: 'managed',
        fileSystem: restricted(
          special('root', 'read'),
          workspace('write'),
          special('slash-tmp', 'write'),
          ...carveOuts,
          ...['/other', '/sib', '/home/u/x'].map((root) => at(root, 'write')),
          ...['.git', '.agents', '.codex', '.aws'].flatMap((name) =>
            ['/other', '/sib', '/home/u/x'].map((root) => skip(at(`${root}/${name}`, 'read'))),
          ),
        ),
        network: 'enabled',
      },
      roots: ['/ws', '/ws/add', '/other', '/sib', '/home/u/x'],
      profileRoots: [],
      warnings: [],
    });
  });
});

describe('the older modes', () => {
  it.each([
    ['read-only', readOnlyProfile(), 'read-only'],
    ['workspace-write', workspaceWriteProfile(), 'workspace-write [workdir, /tmp, $TMPDIR]'],
    ['danger-full-access', { kind: 'disabled' }, 'danger-full-access'],
  ] as const)('`%s` has a profile and its summary', (sandboxMode, profile, summary) => {
    const result = outcome({ sandboxMode }, { trust: 'untrusted' });
    expect(seen(result)).toStrictEqual({ id: undefined, profile, roots: ['/ws'], profileRoots: [], warnings: [] });
    const context = { cwd: abs('/ws'), workspaceRoots: result.permissions.workspaceRoots };
    expect(summarizePermissionProfile(rawProfile(result.permissions), context)).toBe(summary);
  });

  it('of writing adds its roots directly, with the metadata that exists in them', () => {
    const config = {
      sandboxMode: 'workspace-write',
      sandboxWorkspaceWrite: { writableRoots: ['/other'], excludeSlashTmp: true },
    } as const;
    const result = outcome(config, {
      facts: factsOf({ '/other/.git': {} }),
      internalWritableRoots: [abs('/home/u/.codex/memories')],
    });
    expect(seen(result)).toStrictEqual({
      id: undefined,
      profile: managed(
        special('root', 'read'),
        workspace('write'),
        special('tmpdir', 'write'),
        at('/other', 'write'),
        ...carveOuts,
        skip(at('/other/.git', 'read')),
      ),
      roots: ['/ws', '/other'],
      profileRoots: [],
      warnings: [],
    });
    const profile = rawProfile(result.permissions);
    const origins =
      profile.kind === 'managed' && profile.fileSystem.kind === 'restricted' ? profile.fileSystem.entries : [];
    expect(origins.slice(2, 4).map(({ origin }) => origin)).toStrictEqual([
      { kind: 'legacy-setting', key: 'sandbox_mode' },
      { kind: 'legacy-setting', key: 'sandbox_workspace_write.writable_roots' },
    ]);
    const context = { cwd: abs('/ws'), workspaceRoots: result.permissions.workspaceRoots };
    const effective = effectiveProfile(result.permissions);
    expect(summarizePermissionProfile(effective, context)).toBe('workspace-write [workdir, $TMPDIR, /other]');
    expect(toLegacySandboxPolicy(profile, context)).toStrictEqual({
      ok: true,
      value: {
        kind: 'workspace-write',
        writableRoots: ['/other'],
        network: 'restricted',
        excludeTmpdir: false,
        excludeSlashTmp: true,
      },
    });
    expect(
      effective.kind === 'managed' && canWrite(effective.fileSystem, abs('/home/u/.codex/memories/x'), context),
    ).toBe(true);
  });

  it('of writing becomes reading without a sandbox', () => {
    expect(seen(outcome({ sandboxMode: 'workspace-write' }, { sandbox: 'missing' })).profile).toStrictEqual(
      readOnlyProfile(),
    );
  });

  it('ignore profiles, but not their mistakes', () => {
    const config = { sandboxMode: 'read-only', permissions: { dev: { filesystem: { rel: 'read' } } } } as const;
    expect(seen(outcome(config)).profile).toStrictEqual(readOnlyProfile());
    expect(
      resolvePermissionProfile(input({ ...config, permissions: { dev: { filesystem: { '/a': 'all' } } } })).ok,
    ).toBe(false);
  });
});

describe('a selected profile', () => {
  it('may be built in, and ignores the details of the older mode', () => {
    const sandboxWorkspaceWrite = { networkAccess: true, writableRoots: ['/other'] };
    const config = { defaultPermissions: ':workspace', sandboxWorkspaceWrite };
    expect(seen(outcome(config))).toStrictEqual({
      id: ':workspace',
      profile: workspaceWriteProfile(),
      roots: ['/ws'],
      profileRoots: [],
      warnings: [],
    });
    expect(seen(outcome({ defaultPermissions: ':danger-full-access' })).profile).toStrictEqual({ kind: 'disabled' });
  });

  it('that reads stays with reading, whatever is added', () => {
    const result = outcome({ defaultPermissions: ':read-only' }, { additionalDirectories: ['../backend', '/backend'] });
    expect(seen(result)).toStrictEqual({
      id: ':read-only',
      profile: readOnlyProfile(),
      roots: ['/ws', '/backend'],
      profileRoots: [],
      warnings: [],
    });
    expect(effectiveProfile(result.permissions)).toStrictEqual(rawProfile(result.permissions));
  });

  it('applies its rules to runtime roots and to its own', () => {
    const dev = {
      extends: ':read-only',
      workspace_roots: { '../other': true, '/zz': true, '/off': false },
      filesystem: { ':workspace_roots': { '.': 'write', docs: 'read', '**/*.env': 'deny' } },
    };
    const result = outcome({ defaultPermissions: 'dev', permissions: { dev } }, { additionalDirectories: ['/added'] });
    expect(result.permissions.selected.value).toMatchObject({ kind: 'named', id: 'dev', extends: ':read-only' });
    expect(seen(result)).toStrictEqual({
      id: 'dev',
      profile: managed(
        special('root', 'read'),
        workspaceGlob('**/*.env'),
        workspace('write'),
        workspace('read', 'docs'),
        glob('/other/**/*.env'),
        glob('/zz/**/*.env'),
        at('/other', 'write'),
        at('/zz', 'write'),
        at('/other/docs', 'read'),
        at('/zz/docs', 'read'),
      ),
      roots: ['/ws', '/added'],
      profileRoots: ['/other', '/zz'],
      warnings: [],
    });
    expect(effectiveWorkspaceRoots(result.permissions)).toStrictEqual(['/ws', '/added', '/other', '/zz']);
    expect(plain(effectiveProfile(result.permissions))).toStrictEqual(
      managed(
        special('root', 'read'),
        glob('/ws/**/*.env'),
        glob('/added/**/*.env'),
        at('/ws', 'write'),
        at('/added', 'write'),
        at('/ws/docs', 'read'),
        at('/added/docs', 'read'),
        glob('/other/**/*.env'),
        glob('/zz/**/*.env'),
        at('/other', 'write'),
        at('/zz', 'write'),
        at('/other/docs', 'read'),
        at('/zz/docs', 'read'),
      ),
    );
  });

  it('may open the network, and brings its warnings and rules', () => {
    const dev = {
      filesystem: { ':future': 'read', '/a': 'read' },
      network: { enabled: true, unix_sockets: { '/s': 'allow' } },
    };
    const result = outcome({ defaultPermissions: 'dev', permissions: { dev } });
    expect([seen(result).profile, result.networkRules?.allowedUnixSockets, seen(result).warnings.length]).toStrictEqual(
      [
        {
          kind: 'managed',
          fileSystem: restricted(at('/a', 'read'), {
            path: { kind: 'special', special: { kind: 'unknown', token: ':future' } },
            access: 'read',
          }),
          network: 'enabled',
        },
        ['/s'],
        1,
      ],
    );
  });

  it.each([
    [
      'nope',
      {},
      '`default_permissions` selects `nope`, but there is no `[permissions]` table; add `[permissions.nope]`, or select one of `:read-only`, `:workspace`, `:danger-full-access`',
    ],
    ['nope', { dev: {} }, '`default_permissions` selects `nope`, which is not defined; add `[permissions.nope]`'],
    ['dve', { dev: {} }, '`default_permissions` selects `dve`, which is not defined; did you mean `dev`?'],
    [
      ':nope',
      { dev: {} },
      '`default_permissions` selects `:nope`, which is no built-in profile; expected one of `:read-only`, `:workspace`, `:danger-full-access`',
    ],
  ])('`%s` among %j is refused when there is no such profile', (defaultPermissions, permissions, message) => {
    expect(resolvePermissionProfile(input({ defaultPermissions, permissions }))).toStrictEqual({
      ok: false,
      error: { path: ['default_permissions'], message },
    });
  });

  it('is refused with its mistakes', () => {
    const permissions = { dev: { filesystem: { rel: 'read' } } };
    expect(resolvePermissionProfile(input({ defaultPermissions: 'dev', permissions }))).toMatchObject({
      error: { path: ['permissions', 'dev', 'filesystem', 'rel'] },
    });
    expect(resolvePermissionProfile(input({ permissions: { dev: {} } }))).toMatchObject({
      error: { path: ['permissions'] },
    });
  });
});

describe('a profile value', () => {
  const profile: PermissionProfile = {
    kind: 'managed',
    fileSystem: { kind: 'unrestricted' },
    network: 'restricted',
  };

  it('is used as it is, without a name', () => {
    expect(seen(outcome({ defaultPermissions: ':workspace' }, { overrides: { profile } }))).toStrictEqual({
      id: undefined,
      profile,
      roots: ['/ws'],
      profileRoots: [],
      warnings: [],
    });
  });

  it('counts the roots of the older syntax unless profiles are in use', () => {
    const sandboxWorkspaceWrite = { writableRoots: ['/other'] };
    const rootsOf = (config: PermissionInput['config']) => seen(outcome(config, { overrides: { profile } })).roots;
    expect([
      rootsOf({ sandboxWorkspaceWrite }),
      rootsOf({ sandboxWorkspaceWrite, defaultPermissions: ':workspace' }),
    ]).toStrictEqual([['/ws', '/other'], ['/ws']]);
  });
});

describe('the workspace roots', () => {
  it('can be replaced altogether', () => {
    const result = outcome({}, { workspaceRoots: [abs('/a'), abs('/b'), abs('/a')], additionalDirectories: ['/c'] });
    expect(result.permissions.workspaceRoots).toStrictEqual(['/a', '/b']);
  });

  it('leave out what needs a home directory that nobody knows', () => {
    const { homeDirectory: _, ...homeless } = input(
      { sandboxMode: 'workspace-write', sandboxWorkspaceWrite: { writableRoots: ['~/x', '/y'] } },
      { additionalDirectories: ['~/z'] },
    );
    const result = resolvePermissionProfile(homeless);
    expect(result.ok && result.value.permissions.workspaceRoots).toStrictEqual(['/ws', '/y']);
  });
});

describe('the product’s own directories', () => {
  const helperReadRoots = [abs('/opt/codex/bin'), abs('/usr/bin')];

  it('are readable where they would not be', () => {
    const permissions = { dev: { filesystem: { '/usr': 'read' } } };
    const result = outcome({ defaultPermissions: 'dev', permissions }, { helperReadRoots });
    expect(seen(result)).toMatchObject({
      id: 'dev',
      profile: managed(at('/usr', 'read'), at('/opt/codex/bin', 'read')),
    });
    expect(seen(outcome({}, { helperReadRoots })).profile).toStrictEqual(readOnlyProfile());
  });

  it('keep profiles without rules as they are', () => {
    const kinds: readonly PermissionProfile[] = [{ kind: 'disabled' }, { kind: 'external', network: 'restricted' }];
    const profiles = kinds.map((profile) => seen(outcome({}, { helperReadRoots, overrides: { profile } })).profile);
    expect(profiles).toStrictEqual(kinds);
  });
});

describe('requirements', () => {
  function requirements(table: Parameters<typeof decodeRequirements>[0]) {
    const decoded = decodeRequirements(table, 'the administrator');
    if (!decoded.ok) throw new Error(decoded.error.message);
    return { requirements: decoded.value };
  }
  const reading = requirements({ allowed_sandbox_modes: ['read-only'] });

  it.each<[string, PermissionInput['config'], Partial<PermissionInput>]>([
    ['the default of a trusted project', {}, { trust: 'trusted' }],
    ['an explicit mode', { sandboxMode: 'workspace-write' }, {}],
    ['a profile value', {}, { overrides: { profile: { kind: 'disabled' } } }],
    ['a named profile', { defaultPermissions: 'dev', permissions: { dev: { extends: ':workspace' } } }, {}],
  ])('make %s fall back, and clear its name', (_, config, more) => {
    const result = seen(outcome(config, { ...more, ...reading }));
    expect({ ...result, roots: [], warnings: result.warnings.length }).toStrictEqual({
      id: undefined,
      profile: readOnlyProfile(),
      roots: [],
      profileRoots: [],
      warnings: 1,
    });
  });

  it('refuse full access that nobody would be asked about', () => {
    const permissions = input({ defaultPermissions: ':danger-full-access' }, { ...reading, approvalPolicy: 'never' });
    expect(resolvePermissionProfile(permissions)).toMatchObject({ error: { path: ['approval_policy'] } });
  });

  it('replace a profile that is not allowed, and offer profiles of their own', () => {
    const limited = requirements({
      allowed_permission_profiles: { ours: true },
      default_permissions: 'ours',
      permissions: { ours: { filesystem: { '/a': 'read' } } },
    });
    const result = seen(outcome({ sandboxMode: 'workspace-write' }, limited));
    expect(result).toMatchObject({
      id: 'ours',
      profile: managed(at('/a', 'read')),
      warnings: [expect.stringContaining('`ours`')],
    });
    const clash = input({ permissions: { ours: {} }, defaultPermissions: 'ours' }, limited);
    expect(resolvePermissionProfile(clash)).toMatchObject({ error: { path: ['permissions', 'ours'] } });
  });

  it('stay in force for every later change', () => {
    const { permissions } = outcome({}, reading);
    expect(permissions.selected.check({ kind: 'anonymous', profile: { kind: 'disabled' } }).ok).toBe(false);
  });
});
