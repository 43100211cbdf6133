import { describe, expect, it } from 'vitest';
import type { AdditionalPermissions } from '../../../src/domain/permissions/additional-permissions.js';
import { builtInProfile, workspaceWriteProfile } from '../../../src/domain/permissions/built-in-profiles.js';
import type { FileSystemPolicy } from '../../../src/domain/permissions/file-system-policy.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import type { SandboxPolicy } from '../../../src/domain/permissions/sandbox-policy.js';
import {
  decodeAdditionalPermissions,
  encodeAdditionalPermissions,
} from '../../../src/domain/permissions/wire/additional-permissions-form.js';
import { decodePermissionProfile } from '../../../src/domain/permissions/wire/decode-permission-profile.js';
import { encodePermissionProfile } from '../../../src/domain/permissions/wire/encode-permission-profile.js';
import {
  decodeFileSystemPolicy,
  encodeFileSystemPolicy,
} from '../../../src/domain/permissions/wire/file-system-policy-form.js';
import { decodeSandboxPolicy, encodeSandboxPolicy } from '../../../src/domain/permissions/wire/sandbox-policy-form.js';
import {
  abs,
  at,
  glob,
  managed,
  restricted,
  skip,
  special,
  unknownSpecial,
  workspace,
  workspaceGlob,
} from './build.js';

const everyEntry = [
  special('root', 'read'),
  special('minimal', 'read'),
  special('tmpdir', 'write'),
  special('slash-tmp', 'deny'),
  workspace('write'),
  skip(workspace('read', '.git')),
  unknownSpecial(':future', 'write'),
  unknownSpecial(':future', 'write', 'x'),
  at('/a', 'write'),
  glob('/a/**/*.env'),
  workspaceGlob('**/*.env'),
] as const;

const encodedEntries = [
  { path: { type: 'special', value: { kind: 'root' } }, access: 'read' },
  { path: { type: 'special', value: { kind: 'minimal' } }, access: 'read' },
  { path: { type: 'special', value: { kind: 'tmpdir' } }, access: 'write' },
  { path: { type: 'special', value: { kind: 'slash_tmp' } }, access: 'deny' },
  { path: { type: 'special', value: { kind: 'project_roots' } }, access: 'write' },
  {
    path: { type: 'special', value: { kind: 'project_roots', subpath: '.git' } },
    access: 'read',
    missing_path_behavior: 'skip',
  },
  { path: { type: 'special', value: { kind: 'unknown', path: ':future' } }, access: 'write' },
  { path: { type: 'special', value: { kind: 'unknown', path: ':future', subpath: 'x' } }, access: 'write' },
  { path: { type: 'path', path: '/a' }, access: 'write' },
  { path: { type: 'glob_pattern', pattern: '/a/**/*.env' }, access: 'deny' },
  { path: { type: 'glob_pattern', pattern: 'codex-project-roots://**/*.env' }, access: 'deny' },
];

function failure(at: string, what: string) {
  return { ok: false, error: { at, message: at === '' ? what : `${what} at \`${at}\`` } };
}

function ofEntry(entry: unknown): unknown {
  return { type: 'managed', file_system: { type: 'restricted', entries: [entry] }, network: 'restricted' };
}

describe('the wire form of a profile', () => {
  const profiles: readonly (readonly [PermissionProfile, unknown])[] = [
    [{ kind: 'disabled' }, { type: 'disabled' }],
    [
      { kind: 'external', network: 'enabled' },
      { type: 'external', network: 'enabled' },
    ],
    [
      { kind: 'managed', fileSystem: { kind: 'unrestricted' }, network: 'restricted' },
      { type: 'managed', file_system: { type: 'unrestricted' }, network: 'restricted' },
    ],
    [
      { kind: 'managed', fileSystem: { ...restricted(...everyEntry), globScanMaxDepth: 2 }, network: 'enabled' },
      {
        type: 'managed',
        file_system: { type: 'restricted', entries: encodedEntries, glob_scan_max_depth: 2 },
        network: 'enabled',
      },
    ],
    [managed(), { type: 'managed', file_system: { type: 'restricted', entries: [] }, network: 'restricted' }],
  ];

  it.each(profiles)('of %j comes and goes unchanged', (profile, encoded) => {
    expect(encodePermissionProfile(profile)).toStrictEqual(encoded);
    expect(decodePermissionProfile(JSON.parse(JSON.stringify(encoded)))).toStrictEqual({ ok: true, value: profile });
  });

  it('keeps the order of its keys', () => {
    expect(JSON.stringify(encodePermissionProfile(managed(skip(at('/a', 'read')))))).toBe(
      '{"type":"managed","file_system":{"type":"restricted","entries":[{"path":{"type":"path","path":"/a"},"access":"read","missing_path_behavior":"skip"}]},"network":"restricted"}',
    );
  });

  it('leaves out where rules were written', () => {
    const profile = managed({ ...at('/a', 'read'), origin: { kind: 'grant' } });
    expect(encodePermissionProfile(profile)).toStrictEqual(encodePermissionProfile(managed(at('/a', 'read'))));
  });

  it.each<[string, unknown, PermissionProfile]>([
    ['`none` for `deny`', ofEntry({ path: { type: 'path', path: '/a' }, access: 'none' }), managed(at('/a', 'deny'))],
    [
      'the working directory for the workspace roots',
      ofEntry({
        path: { type: 'special', value: { kind: 'current_working_directory', subpath: 'a' } },
        access: 'read',
      }),
      managed(workspace('read', 'a')),
    ],
    [
      'paths to normalise',
      ofEntry({ path: { type: 'path', path: '/a/../b/./c/' }, access: 'read' }),
      managed(at('/b/c', 'read')),
    ],
    ['an absent network', { type: 'managed', file_system: { type: 'restricted' } }, managed()],
    ['`null` for what is absent', { type: 'external', network: null }, { kind: 'external', network: 'restricted' }],
    ['keys of the future', { type: 'disabled', later: 1 }, { kind: 'disabled' }],
    ['nothing', {}, managed()],
    [
      'an older profile without files',
      { network: { enabled: true } },
      { ...managed(), network: 'enabled' } as PermissionProfile,
    ],
    ['an older profile with a silent network', { network: {}, file_system: {} }, managed()],
    [
      'an older profile with lists',
      { network: { enabled: false }, file_system: { read: ['/r', '/q'], write: ['/w'] } },
      managed(at('/r', 'read'), at('/q', 'read'), at('/w', 'write')),
    ],
    [
      'an older profile with entries',
      {
        file_system: {
          entries: [{ path: { type: 'glob_pattern', pattern: '/a/*' }, access: 'deny' }],
          glob_scan_max_depth: 3,
        },
      },
      { kind: 'managed', fileSystem: { ...restricted(glob('/a/*')), globScanMaxDepth: 3 }, network: 'restricted' },
    ],
    [
      'an older profile with a depth alone',
      { file_system: { glob_scan_max_depth: 1 } },
      { kind: 'managed', fileSystem: { ...restricted(), globScanMaxDepth: 1 }, network: 'restricted' },
    ],
  ])('accepts %s', (_, value, profile) => {
    expect(decodePermissionProfile(value)).toStrictEqual({ ok: true, value: profile });
  });

  it('expands `~` when it is known', () => {
    const value = { file_system: { read: ['~', '~/a/../b', '/c'] } };
    expect(decodePermissionProfile(value, { homeDirectory: abs('/home/u') })).toStrictEqual({
      ok: true,
      value: managed(at('/home/u', 'read'), at('/home/u/b', 'read'), at('/c', 'read')),
    });
    expect(decodePermissionProfile({ file_system: { read: ['~u/a'] } }, { homeDirectory: abs('/home/u') }).ok).toBe(
      false,
    );
  });

  it('expands `~` only at the beginning', () => {
    const homeDirectory = abs('/home/u');
    expect(decodePermissionProfile({ file_system: { read: ['/a~/b', '/~'] } }, { homeDirectory })).toStrictEqual({
      ok: true,
      value: managed(at('/a~/b', 'read'), at('/~', 'read')),
    });
  });

  it('knows the paths of Windows when told to', () => {
    const value = { file_system: { read: ['c:/a'] } };
    expect(decodePermissionProfile(value, { style: 'windows' })).toStrictEqual({
      ok: true,
      value: managed({ path: { kind: 'path', path: abs('C:\\a', 'windows') }, access: 'read' }),
    });
  });

  const long = `/${'a'.repeat(32_768)}`;
  it.each<[unknown, string, string]>([
    [1, '', 'expected an object'],
    [null, '', 'expected an object'],
    [[], '', 'expected an object'],
    [{ type: 'other' }, 'type', 'expected `managed`, `external` or `disabled`'],
    [{ type: 'external', network: 'open' }, 'network', 'expected `restricted` or `enabled`'],
    [{ type: 'managed' }, 'file_system', 'expected an object'],
    [{ type: 'managed', file_system: {} }, 'file_system.type', 'expected `restricted` or `unrestricted`'],
    [
      { type: 'managed', file_system: { type: 'unrestricted' }, network: 1 },
      'network',
      'expected `restricted` or `enabled`',
    ],
    [{ type: 'managed', file_system: { type: 'restricted', entries: {} } }, 'file_system.entries', 'expected an array'],
    [
      { type: 'managed', file_system: { type: 'restricted', glob_scan_max_depth: 0 } },
      'file_system.glob_scan_max_depth',
      'expected a whole number of at least 1',
    ],
    [
      { type: 'managed', file_system: { type: 'restricted', glob_scan_max_depth: 1.5 } },
      'file_system.glob_scan_max_depth',
      'expected a whole number of at least 1',
    ],
    [ofEntry('x'), 'file_system.entries[0]', 'expected an object'],
    [ofEntry({ access: 'read' }), 'file_system.entries[0].path', 'expected an object'],
    [
      ofEntry({ path: {}, access: 'read' }),
      'file_system.entries[0].path.type',
      'expected `path`, `glob_pattern` or `special`',
    ],
    [
      ofEntry({ path: { type: 'path', path: '/a' } }),
      'file_system.entries[0].access',
      'expected `read`, `write` or `deny`',
    ],
    [
      ofEntry({ path: { type: 'path', path: 'a' }, access: 'read' }),
      'file_system.entries[0].path.path',
      'path `a` must be absolute',
    ],
    [
      ofEntry({ path: { type: 'path', path: '~/a' }, access: 'read' }),
      'file_system.entries[0].path.path',
      'path `~/a` must be absolute',
    ],
    [
      ofEntry({ path: { type: 'path', path: 7 }, access: 'read' }),
      'file_system.entries[0].path.path',
      'expected a string',
    ],
    [
      ofEntry({ path: { type: 'path', path: long }, access: 'read' }),
      'file_system.entries[0].path.path',
      'path is longer than 32768 characters',
    ],
    [
      ofEntry({ path: { type: 'glob_pattern' }, access: 'deny' }),
      'file_system.entries[0].path.pattern',
      'expected a string',
    ],
    [ofEntry({ path: { type: 'special' }, access: 'deny' }), 'file_system.entries[0].path.value', 'expected an object'],
    [
      ofEntry({ path: { type: 'special', value: { kind: 'moon' } }, access: 'deny' }),
      'file_system.entries[0].path.value.kind',
      'expected the name of a special path',
    ],
    [
      ofEntry({ path: { type: 'special', value: { kind: 'unknown' } }, access: 'deny' }),
      'file_system.entries[0].path.value.path',
      'expected a string',
    ],
    [
      ofEntry({ path: { type: 'special', value: { kind: 'project_roots', subpath: 1 } }, access: 'deny' }),
      'file_system.entries[0].path.value.subpath',
      'expected a string',
    ],
    [
      ofEntry({ path: { type: 'path', path: '/a' }, access: 'read', missing_path_behavior: 'fail' }),
      'file_system.entries[0].missing_path_behavior',
      'expected `skip`',
    ],
    [{ other: 1 }, '', 'unknown key `other`; expected one of `file_system`, `network`'],
    [{ network: 'enabled' }, 'network', 'expected an object'],
    [{ network: { on: 1 } }, 'network', 'unknown key `on`; expected one of `enabled`'],
    [{ network: { enabled: 'yes' } }, 'network.enabled', 'expected `true` or `false`'],
    [{ file_system: 'x' }, 'file_system', 'expected an object'],
    [{ file_system: { reads: [] } }, 'file_system', 'unknown key `reads`; expected one of `read`, `write`'],
    [{ file_system: { read: ['a'] } }, 'file_system.read[0]', 'path `a` must be absolute'],
    [
      { file_system: { entries: [], read: [] } },
      'file_system',
      'unknown key `read`; expected one of `entries`, `glob_scan_max_depth`',
    ],
    [{ file_system: { entries: 1 } }, 'file_system.entries', 'expected an array'],
    [
      { file_system: { entries: [], glob_scan_max_depth: '1' } },
      'file_system.glob_scan_max_depth',
      'expected a whole number of at least 1',
    ],
  ])('refuses %j', (value, place, what) => {
    expect(decodePermissionProfile(value)).toStrictEqual(failure(place, what));
  });

  it('of the built-in profiles survives a round trip through text', () => {
    const profiles = [
      builtInProfile(':read-only'),
      builtInProfile(':workspace'),
      workspaceWriteProfile({ network: 'enabled' }),
    ];
    expect(
      profiles.map((profile) => decodePermissionProfile(JSON.parse(JSON.stringify(encodePermissionProfile(profile))))),
    ).toStrictEqual(profiles.map((value) => ({ ok: true, value })));
  });

  it('is not fooled by inherited properties', () => {
    expect(decodePermissionProfile(Object.create({ type: 'disabled' }))).toStrictEqual({ ok: true, value: managed() });
    expect(decodePermissionProfile(JSON.parse('{"__proto__": {"type": "disabled"}}')).ok).toBe(false);
  });
});

describe('the wire form of file system rules', () => {
  const policies: readonly (readonly [FileSystemPolicy, unknown])[] = [
    [{ kind: 'unrestricted' }, { kind: 'unrestricted' }],
    [{ kind: 'external' }, { kind: 'external-sandbox' }],
    [restricted(), { kind: 'restricted' }],
    [
      { ...restricted(at('/a', 'read')), globScanMaxDepth: 1 },
      { kind: 'restricted', glob_scan_max_depth: 1, entries: [{ path: { type: 'path', path: '/a' }, access: 'read' }] },
    ],
  ];

  it.each(policies)('of %j comes and goes unchanged', (policy, encoded) => {
    expect(encodeFileSystemPolicy(policy)).toStrictEqual(encoded);
    expect(decodeFileSystemPolicy(encoded)).toStrictEqual({ ok: true, value: policy });
  });

  it('is restricted when it does not say', () => {
    expect(decodeFileSystemPolicy({ entries: [] })).toStrictEqual({ ok: true, value: restricted() });
  });

  it('refuses anything else', () => {
    expect([
      decodeFileSystemPolicy('x'),
      decodeFileSystemPolicy({ kind: 'open' }),
      decodeFileSystemPolicy({ entries: 1 }),
    ]).toStrictEqual([
      failure('', 'expected an object'),
      failure('kind', 'expected `restricted`, `unrestricted` or `external-sandbox`'),
      failure('entries', 'expected an array'),
    ]);
  });
});

describe('the wire form of additional permissions', () => {
  const permissions: readonly (readonly [AdditionalPermissions, unknown])[] = [
    [{}, {}],
    [{ network: {} }, { network: {} }],
    [{ network: { enabled: false } }, { network: { enabled: false } }],
    [
      { network: { enabled: true }, fileSystem: { entries: [at('/r', 'read'), at('/w', 'write')] } },
      { network: { enabled: true }, file_system: { read: ['/r'], write: ['/w'] } },
    ],
    [{ fileSystem: { entries: [at('/w', 'write')] } }, { file_system: { write: ['/w'] } }],
    [{ fileSystem: { entries: [] } }, { file_system: {} }],
    [
      { fileSystem: { entries: [at('/r', 'read')], globScanMaxDepth: 2 } },
      {
        file_system: { entries: [{ path: { type: 'path', path: '/r' }, access: 'read' }], glob_scan_max_depth: 2 },
      },
    ],
    [{ fileSystem: { entries: [...everyEntry] } }, { file_system: { entries: encodedEntries } }],
    [
      { fileSystem: { entries: [at('/r', 'deny')] } },
      { file_system: { entries: [{ path: { type: 'path', path: '/r' }, access: 'deny' }] } },
    ],
    [
      { fileSystem: { entries: [skip(at('/r', 'read'))] } },
      {
        file_system: {
          entries: [{ path: { type: 'path', path: '/r' }, access: 'read', missing_path_behavior: 'skip' }],
        },
      },
    ],
  ];

  it.each(permissions)('of %j comes and goes unchanged', (value, encoded) => {
    expect(encodeAdditionalPermissions(value)).toStrictEqual(encoded);
    expect(decodeAdditionalPermissions(encoded)).toStrictEqual({ ok: true, value });
  });

  it('refuses what could be misread', () => {
    const values = [
      1,
      { files: {} },
      { network: true },
      { network: { enabled: 1 } },
      { network: { host: 'x' } },
      { file_system: { entries: [], glob_scan_max_depth: 0 } },
    ];
    expect(values.map((value) => decodeAdditionalPermissions(value))).toStrictEqual([
      failure('', 'expected an object'),
      failure('', 'unknown key `files`; expected one of `network`, `file_system`'),
      failure('network', 'expected an object'),
      failure('network.enabled', 'expected `true` or `false`'),
      failure('network', 'unknown key `host`; expected one of `enabled`'),
      failure('file_system.glob_scan_max_depth', 'expected a whole number of at least 1'),
    ]);
  });
});

describe('the wire form of an older policy', () => {
  const policies: readonly (readonly [SandboxPolicy, unknown])[] = [
    [{ kind: 'danger-full-access' }, { type: 'danger-full-access' }],
    [{ kind: 'read-only', network: 'restricted' }, { type: 'read-only' }],
    [
      { kind: 'read-only', network: 'enabled' },
      { type: 'read-only', network_access: true },
    ],
    [
      { kind: 'external', network: 'enabled' },
      { type: 'external-sandbox', network_access: 'enabled' },
    ],
    [
      { kind: 'external', network: 'restricted' },
      { type: 'external-sandbox', network_access: 'restricted' },
    ],
    [
      {
        kind: 'workspace-write',
        writableRoots: [],
        network: 'restricted',
        excludeTmpdir: false,
        excludeSlashTmp: true,
      },
      { type: 'workspace-write', network_access: false, exclude_tmpdir_env_var: false, exclude_slash_tmp: true },
    ],
    [
      {
        kind: 'workspace-write',
        writableRoots: [abs('/a')],
        network: 'enabled',
        excludeTmpdir: true,
        excludeSlashTmp: false,
      },
      {
        type: 'workspace-write',
        writable_roots: ['/a'],
        network_access: true,
        exclude_tmpdir_env_var: true,
        exclude_slash_tmp: false,
      },
    ],
  ];

  it.each(policies)('of %j comes and goes unchanged', (policy, encoded) => {
    expect(encodeSandboxPolicy(policy)).toStrictEqual(encoded);
    expect(decodeSandboxPolicy(encoded)).toStrictEqual({ ok: true, value: policy });
  });

  it('has defaults', () => {
    expect([
      decodeSandboxPolicy({ type: 'workspace-write' }),
      decodeSandboxPolicy({ type: 'external-sandbox' }),
    ]).toStrictEqual([
      {
        ok: true,
        value: {
          kind: 'workspace-write',
          writableRoots: [],
          network: 'restricted',
          excludeTmpdir: false,
          excludeSlashTmp: false,
        },
      },
      { ok: true, value: { kind: 'external', network: 'restricted' } },
    ]);
  });

  it.each<[unknown, string, string]>([
    [[], '', 'expected an object'],
    [{}, 'type', 'expected `danger-full-access`, `read-only`, `external-sandbox` or `workspace-write`'],
    [{ type: 'read-only', network_access: 'x' }, 'network_access', 'expected `true` or `false`'],
    [{ type: 'external-sandbox', network_access: true }, 'network_access', 'expected `restricted` or `enabled`'],
    [{ type: 'workspace-write', writable_roots: '/a' }, 'writable_roots', 'expected an array'],
    [{ type: 'workspace-write', writable_roots: ['a'] }, 'writable_roots[0]', 'path `a` must be absolute'],
    [{ type: 'workspace-write', network_access: 1 }, 'network_access', 'expected `true` or `false`'],
    [{ type: 'workspace-write', exclude_slash_tmp: 1 }, 'exclude_slash_tmp', 'expected `true` or `false`'],
    [{ type: 'workspace-write', exclude_tmpdir_env_var: 1 }, 'exclude_tmpdir_env_var', 'expected `true` or `false`'],
  ])('refuses %j', (value, place, what) => {
    expect(decodeSandboxPolicy(value)).toStrictEqual(failure(place, what));
  });
});
