import { describe, expect, it } from 'vitest';
import { decodeProfileTables } from '../../../src/domain/config/profile-table.js';
import {
  decodeRequirements,
  joinProfileTables,
  type PermissionRequirements,
} from '../../../src/domain/config/requirements.js';
import { applyRequirements, modeOf } from '../../../src/domain/config/requirements-in-force.js';
import { allowedSelection } from '../../../src/domain/config/requirements-on-selection.js';
import type { ProfileSelection } from '../../../src/domain/config/select-permission-profile.js';
import { readOnlyProfile, workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import {
  type ResolvedPermissionProfile,
  resolvedProfile,
} from '../../../src/domain/permissions/resolved-permission-profile.js';
import type { JsonObject } from '../../../src/domain/tools/tool-definition.js';
import { abs, at, glob, managed, restricted, special } from '../permissions/build.js';

const source = '/etc/codex/requirements.toml';
const place = { platform: 'linux', cwd: abs('/ws'), homeDirectory: abs('/home/u') } as const;

function requirements(table: JsonObject): PermissionRequirements {
  const decoded = decodeRequirements(table, source);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
}

const disabled = resolvedProfile({ kind: 'disabled' }, { id: ':danger-full-access' });
const writing = resolvedProfile(workspaceWriteProfile(), { id: 'dev' }, [abs('/p')]);

describe('requirements', () => {
  it('say what is allowed', () => {
    expect(requirements({})).toStrictEqual({ source, profiles: new Map(), denyRead: [] });
    expect(
      requirements({
        allowed_sandbox_modes: ['workspace-write', 'read-only'],
        allowed_permission_profiles: { ':workspace': true, ':read-only': true, ':danger-full-access': false },
        permissions: { managed: { description: 'ours' }, filesystem: { deny_read: ['/secret', '~/*.key'] } },
      }),
    ).toStrictEqual({
      source,
      allowedModes: ['read-only', 'workspace-write'],
      allowedProfiles: { ids: new Set([':workspace', ':read-only']), fallback: ':workspace' },
      profiles: new Map([
        [
          'managed',
          { id: 'managed', description: 'ours', workspaceRoots: new Map(), fileSystem: new Map(), network: {} },
        ],
      ]),
      denyRead: ['/secret', '~/*.key'],
    });
    expect(
      requirements({ allowed_permission_profiles: { dev: true }, default_permissions: 'dev' }).allowedProfiles,
    ).toStrictEqual({ ids: new Set(['dev']), fallback: 'dev' });
  });

  const noFallback =
    '`default_permissions` must name one of the allowed profiles, because `allowed_permission_profiles` leaves nothing to fall back to';
  const modes =
    '`allowed_sandbox_modes` must be a list of `read-only`, `workspace-write`, `danger-full-access`, `external-sandbox`';

  it.each<[JsonObject, readonly string[], string]>([
    [{ allowed_sandbox_modes: 'read-only' }, ['allowed_sandbox_modes'], modes],
    [{ allowed_sandbox_modes: ['read-only', 'x'] }, ['allowed_sandbox_modes'], modes],
    [
      { allowed_sandbox_modes: ['workspace-write'] },
      ['allowed_sandbox_modes'],
      '`allowed_sandbox_modes` must include `read-only`, which every profile can fall back to',
    ],
    [
      { allowed_permission_profiles: [] },
      ['allowed_permission_profiles'],
      '`allowed_permission_profiles` must be a table of `true` and `false` by profile',
    ],
    [
      { allowed_permission_profiles: { dev: 'yes' } },
      ['allowed_permission_profiles', 'dev'],
      '`allowed_permission_profiles.dev` must be `true` or `false`',
    ],
    [{ allowed_permission_profiles: { ':workspace': true } }, ['default_permissions'], noFallback],
    [{ allowed_permission_profiles: { ':read-only': true } }, ['default_permissions'], noFallback],
    [{ allowed_permission_profiles: { dev: true }, default_permissions: 'x' }, ['default_permissions'], noFallback],
    [{ permissions: 1 }, ['permissions'], '`permissions` must be a table'],
    [{ permissions: { filesystem: [] } }, ['permissions', 'filesystem'], '`permissions.filesystem` must be a table'],
    [
      { permissions: { filesystem: { extends: 'x' } } },
      ['permissions', 'filesystem', 'extends'],
      '`permissions.filesystem` holds requirements on every profile and knows only `deny_read`; found `extends`',
    ],
    [
      { permissions: { filesystem: { deny_read: '/a' } } },
      ['permissions', 'filesystem', 'deny_read'],
      '`permissions.filesystem.deny_read` must be a list of paths and patterns',
    ],
    [
      { permissions: { filesystem: { deny_read: ['/a', 1] } } },
      ['permissions', 'filesystem', 'deny_read'],
      '`permissions.filesystem.deny_read` must be a list of paths and patterns',
    ],
    [{ permissions: { dev: 1 } }, ['permissions', 'dev'], '`permissions.dev` must be a table; found `1`'],
  ])('%j are refused', (table, path, message) => {
    expect(decodeRequirements(table, source)).toStrictEqual({ ok: false, error: { path, message } });
  });

  it('add their profiles to those of the configuration, under other names', () => {
    const configured = decodeProfileTables({ dev: {} });
    if (!configured.ok) throw new Error('dev');
    const joined = joinProfileTables(configured.value, requirements({ permissions: { ours: {} } }));
    expect(joined.ok && [...joined.value.keys()]).toStrictEqual(['dev', 'ours']);
    expect(joinProfileTables(configured.value, undefined)).toStrictEqual({ ok: true, value: configured.value });
    expect(joinProfileTables(configured.value, requirements({ permissions: { dev: {} } }))).toStrictEqual({
      ok: false,
      error: {
        path: ['permissions', 'dev'],
        message: `permission profile \`dev\` is defined by the configuration and by ${source}; rename the one of the configuration`,
      },
    });
  });
});

describe('the mode of a profile', () => {
  it.each<[string, PermissionProfile]>([
    ['danger-full-access', { kind: 'disabled' }],
    ['external-sandbox', { kind: 'external', network: 'restricted' }],
    ['danger-full-access', { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'restricted' }],
    ['danger-full-access', managed(special('root', 'write'))],
    ['workspace-write', managed(special('root', 'write'), at('/a', 'read'))],
    ['workspace-write', managed(at('/a', 'write'))],
    ['read-only', readOnlyProfile()],
    ['read-only', managed()],
  ])('is `%s` for %j', (mode, profile) => {
    expect(modeOf(profile)).toBe(mode);
  });
});

describe('a selection under an allow-list', () => {
  const limited = requirements({
    allowed_permission_profiles: { ':read-only': true, dev: true },
    default_permissions: 'dev',
  });
  const required = { kind: 'profile', id: 'dev', choice: 'explicit' };

  it.each<[ProfileSelection, unknown, readonly string[]]>([
    [
      { kind: 'profile', id: ':read-only', choice: 'explicit' },
      { kind: 'profile', id: ':read-only', choice: 'explicit' },
      [],
    ],
    [
      { kind: 'profile', id: ':read-only', choice: 'implicit' },
      { kind: 'profile', id: ':read-only', choice: 'implicit' },
      [],
    ],
    [{ kind: 'profile', id: ':workspace', choice: 'implicit' }, required, []],
    [
      { kind: 'profile', id: ':workspace', choice: 'explicit' },
      required,
      [`the permission profile \`:workspace\` is not allowed by ${source}; falling back to \`dev\``],
    ],
    [
      { kind: 'legacy', mode: 'read-only' },
      required,
      [`the sandbox mode \`read-only\` is not allowed by ${source}; falling back to \`dev\``],
    ],
    [
      { kind: 'value', profile: readOnlyProfile() },
      required,
      [`a permission profile without a name is not allowed by ${source}; falling back to \`dev\``],
    ],
  ])('%j', (selection, expected, messages) => {
    const key = selection.kind === 'legacy' ? 'sandbox_mode' : 'default_permissions';
    expect(allowedSelection(selection, limited)).toStrictEqual({
      selection: expected,
      warnings: messages.map((message) => ({ path: [key], message })),
    });
    expect(allowedSelection(selection, undefined)).toStrictEqual({ selection, warnings: [] });
    expect(allowedSelection(selection, requirements({}))).toStrictEqual({ selection, warnings: [] });
  });
});

describe('a profile under requirements', () => {
  function apply(resolved: ResolvedPermissionProfile, table: JsonObject, approvalPolicy?: string) {
    return applyRequirements(resolved, requirements(table), {
      place,
      ...(approvalPolicy === undefined ? {} : { approvalPolicy }),
    });
  }
  const reading = { allowed_sandbox_modes: ['read-only'] };
  const denying = { permissions: { filesystem: { deny_read: ['/secret', '~/*.key'] } } };
  const origin = { kind: 'requirement', source } as const;
  const denials = [
    { ...at('/secret', 'deny'), origin },
    { ...glob('/home/u/*.key'), origin },
  ];

  it('that keeps them stays as it is', () => {
    const result = apply(writing, { allowed_sandbox_modes: ['read-only', 'workspace-write'] });
    expect(result.ok && [result.value.selected.value, result.value.warnings]).toStrictEqual([writing, []]);
  });

  it('that breaks them gives way to reading, and loses its name and roots but not its denials', () => {
    const dev = resolvedProfile(managed(special('root', 'read'), at('/a', 'write'), at('/b', 'deny')), { id: 'dev' }, [
      abs('/p'),
    ]);
    const result = apply(dev, reading);
    expect(result.ok && [result.value.selected.value, result.value.warnings]).toStrictEqual([
      { kind: 'anonymous', profile: managed(special('root', 'read'), at('/b', 'deny')) },
      [
        {
          path: ['default_permissions'],
          message: `the permissions amount to \`workspace-write\`, but ${source} allows only \`read-only\`; falling back to \`:read-only\``,
        },
      ],
    ]);
  });

  it('cannot be replaced by one that breaks them later', () => {
    const result = apply(writing, { allowed_sandbox_modes: ['read-only', 'workspace-write'] });
    expect(result.ok && result.value.selected.with(disabled)).toStrictEqual({
      ok: false,
      error: {
        message: `the permissions amount to \`danger-full-access\`, but ${source} allows only \`read-only\`, \`workspace-write\``,
      },
    });
  });

  it('that nobody would be asked about is refused altogether', () => {
    expect(apply(disabled, reading, 'never')).toStrictEqual({
      ok: false,
      error: {
        path: ['approval_policy'],
        message: `\`approval_policy = "never"\` cannot be kept, because ${source} does not allow \`danger-full-access\` and nobody would be asked about what then fails; choose \`on-request\` or other permissions`,
      },
    });
    expect([
      apply(disabled, reading, 'on-request').ok,
      apply(disabled, reading).ok,
      apply(writing, reading, 'never').ok,
    ]).toStrictEqual([true, true, true]);
  });

  it('gets the denials that are required', () => {
    const result = apply(writing, denying);
    expect(result.ok && result.value.selected.value).toStrictEqual({
      ...writing,
      profile: {
        kind: 'managed',
        fileSystem: {
          kind: 'restricted',
          entries: [...(restrictedEntries(writing.profile) ?? []), ...denials],
        },
        network: 'restricted',
      },
    });
  });

  it.each<[PermissionProfile, string]>([
    [{ kind: 'disabled' }, 'danger-full-access'],
    [{ kind: 'external', network: 'restricted' }, 'external-sandbox'],
    [managed(special('root', 'write')), 'danger-full-access'],
  ])('that cannot hide anything gives way where something has to be hidden: %j', (profile, mode) => {
    const result = apply(resolvedProfile(profile), denying);
    expect(result.ok && [result.value.selected.value, result.value.warnings]).toStrictEqual([
      {
        kind: 'anonymous',
        profile: {
          kind: 'managed',
          fileSystem: restricted(special('root', 'read'), ...denials),
          network: 'restricted',
        },
      },
      [
        {
          path: ['default_permissions'],
          message: `the permissions amount to \`${mode}\`, which cannot hide what ${source} denies reading; falling back to \`:read-only\``,
        },
      ],
    ]);
  });

  it('cannot be told to hide what has no place', () => {
    expect(apply(writing, { permissions: { filesystem: { deny_read: ['rel'] } } })).toStrictEqual({
      ok: false,
      error: {
        path: ['permissions', 'filesystem', 'deny_read'],
        message: `${source} denies reading \`rel\`, which must be absolute, start with \`~/\`, or be a special path such as \`:workspace_roots\``,
      },
    });
  });
});

function restrictedEntries(profile: PermissionProfile) {
  return profile.kind === 'managed' && profile.fileSystem.kind === 'restricted'
    ? profile.fileSystem.entries
    : undefined;
}
