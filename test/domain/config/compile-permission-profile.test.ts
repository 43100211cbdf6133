import { describe, expect, it } from 'vitest';
import {
  type CompiledProfile,
  type CompileOptions,
  compilePermissionProfile,
} from '../../../src/domain/config/compile-permission-profile.js';
import type { Inconsistency } from '../../../src/domain/config/inconsistency.js';
import { profileCatalogue } from '../../../src/domain/config/profile-catalogue.js';
import { decodeProfileTables } from '../../../src/domain/config/profile-table.js';
import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import type { Result } from '../../../src/domain/result.js';
import type { JsonObject } from '../../../src/domain/tools/tool-definition.js';
import { abs, at, glob, special, unknownSpecial, workspace, workspaceGlob } from '../permissions/build.js';

const options: CompileOptions = { platform: 'macos', cwd: abs('/ws'), homeDirectory: abs('/home/u') };

function compile(
  permissions: JsonObject,
  id = 'dev',
  more: Partial<CompileOptions> = {},
): Result<CompiledProfile, Inconsistency> {
  const tables = decodeProfileTables(permissions);
  if (!tables.ok) return tables;
  const table = tables.value.get(id);
  if (table === undefined) throw new Error(id);
  return compilePermissionProfile(table, tables.value, { ...options, ...more });
}

function compiled(permissions: JsonObject, id = 'dev', more: Partial<CompileOptions> = {}): CompiledProfile {
  const result = compile(permissions, id, more);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** The entries of a profile without what says where they were written. */
function entriesOf(filesystem: JsonObject, more: Partial<CompileOptions> = {}): readonly FileSystemEntry[] {
  return plain(compiled({ dev: { filesystem } }, 'dev', more).fileSystem.entries);
}

function plain(entries: readonly FileSystemEntry[]): readonly FileSystemEntry[] {
  return entries.map(({ origin: _, ...entry }) => entry);
}

describe('a file system rule', () => {
  it.each<[JsonObject, readonly FileSystemEntry[]]>([
    [{ ':root': 'read' }, [special('root', 'read')]],
    [{ ':minimal': 'read' }, [special('minimal', 'read')]],
    [{ ':tmpdir': 'write', ':slash_tmp': 'write' }, [special('slash-tmp', 'write'), special('tmpdir', 'write')]],
    [{ ':workspace_roots': 'write' }, [workspace('write')]],
    [{ ':project_roots': 'write' }, [workspace('write')]],
    [
      { ':workspace_roots': { '.': 'write', '.git': 'read', docs: 'none' } },
      [workspace('write'), workspace('read', '.git'), workspace('deny', 'docs')],
    ],
    [{ ':project_roots': { docs: 'read' } }, [workspace('read', 'docs')]],
    [{ ':root': { '.': 'read' } }, [special('root', 'read')]],
    [{ ':cwd': 'write' }, [unknownSpecial(':cwd', 'write')]],
    [
      { ':future': { x: 'write', '.': 'read', '../y': 'read' } },
      [
        unknownSpecial(':future', 'read'),
        unknownSpecial(':future', 'read', '../y'),
        unknownSpecial(':future', 'write', 'x'),
      ],
    ],
    [{ '/abs/path': 'write' }, [at('/abs/path', 'write')]],
    [{ '/tmp/a/../b/./c/': 'read' }, [at('/tmp/b/c', 'read')]],
    [{ '/tmp//x': 'read' }, [at('/tmp/x', 'read')]],
    [{ '~': 'read', '~/secrets': 'deny' }, [at('/home/u', 'read'), at('/home/u/secrets', 'deny')]],
    [{ '/a/{b,c}': 'read' }, [at('/a/{b,c}', 'read')]],
    [{ '/abs/cache/**': 'write' }, [at('/abs/cache', 'write')]],
    [{ '~/x/**': 'read' }, [at('/home/u/x', 'read')]],
    [{ '/abs/**/*.pem': 'deny' }, [glob('/abs/**/*.pem')]],
    [{ '/abs/**': 'deny' }, [glob('/abs/**')]],
    [{ '~/*.key': 'none' }, [glob('/home/u/*.key')]],
    [
      { ':workspace_roots': { 'docs/**': 'read', '**/*.env': 'deny', 'out/**': 'deny' } },
      [workspaceGlob('**/*.env'), workspace('read', 'docs'), workspaceGlob('out/**')],
    ],
    [
      { '/abs/base': { '.': 'write', sub: 'read', 'sub/x/**': 'write', '*.key': 'deny' } },
      [glob('/abs/base/*.key'), at('/abs/base', 'write'), at('/abs/base/sub', 'read'), at('/abs/base/sub/x', 'write')],
    ],
    [{ '/a/*': { '.': 'deny' } }, [glob('/a/*')]],
  ])('%j compiles', (filesystem, entries) => {
    expect(entriesOf(filesystem)).toStrictEqual(entries);
  });

  it('comes in the order of the bytes of its key, whatever the order in the file', () => {
    const filesystem = { '~/z': 'read', '/b': 'read', ':root': 'read', '/a': 'read', '/\uffee': 'read', '/😀': 'read' };
    expect(entriesOf(filesystem)).toStrictEqual([
      at('/a', 'read'),
      at('/b', 'read'),
      at('/\uffee', 'read'),
      at('/😀', 'read'),
      special('root', 'read'),
      at('/home/u/z', 'read'),
    ]);
  });

  it('knows where it was written', () => {
    const { fileSystem } = compiled({ dev: { filesystem: { ':workspace_roots': { docs: 'read' }, '/a': 'deny' } } });
    expect(fileSystem.entries.map(({ origin }) => origin)).toStrictEqual([
      { kind: 'profile', profile: 'dev', key: ['permissions', 'dev', 'filesystem', '/a'] },
      { kind: 'profile', profile: 'dev', key: ['permissions', 'dev', 'filesystem', ':workspace_roots', 'docs'] },
    ]);
  });

  it('may be written for Windows', () => {
    const windows = { platform: 'windows', cwd: abs('D:\\ws', 'windows') } as const;
    const filesystem = {
      'c:\\A/b': 'read',
      '\\\\?\\C:\\x': 'read',
      'C:\\logs\\*.log': 'deny',
      ':workspace_roots': { 'a/b': 'read' },
    };
    expect(entriesOf(filesystem, windows)).toStrictEqual([
      workspace('read', 'a/b'),
      { path: { kind: 'glob', pattern: 'C:\\logs\\*.log' }, access: 'deny' },
      { path: { kind: 'path', path: 'C:\\x' }, access: 'read' },
      { path: { kind: 'path', path: 'C:\\A\\b' }, access: 'read' },
    ]);
  });

  const subpathProblem = (text: string): string =>
    `\`${text}\` is no path below its scope; write it without a leading slash, \`.\` or \`..\``;
  const pathProblem = (text: string): string =>
    `the path \`${text}\` must be absolute, start with \`~/\`, or be a special path such as \`:workspace_roots\``;
  const patternProblem = (text: string, access: string): string =>
    `the pattern \`${text}\` can only be denied; for \`${access}\` name an exact path, or a whole directory with \`/**\` at its end`;

  it.each<[string, string | undefined, string, string]>([
    ['rel/x', undefined, 'read', pathProblem('rel/x')],
    ['', undefined, 'read', pathProblem('')],
    ['~user/x', undefined, 'read', pathProblem('~user/x')],
    ['./x', undefined, 'read', pathProblem('./x')],
    ['rel/*', undefined, 'deny', pathProblem('rel/*')],
    [':workspace_roots/*', undefined, 'deny', pathProblem(':workspace_roots/*')],
    ['/a\0b', undefined, 'read', 'the path `/a\0b` contains a NUL character; remove it'],
    ['/**', undefined, 'read', '`/**` stands for the whole file system; write `:root` instead'],
    ['/src/**/*.rs', undefined, 'write', patternProblem('/src/**/*.rs', 'write')],
    ['/src/*', undefined, 'read', patternProblem('/src/*', 'read')],
    ['/src/[z-a]', undefined, 'deny', 'the pattern `/src/[z-a]` has a range that ends before it starts; swap its ends'],
    [`/${'*'.repeat(5000)}`, undefined, 'deny', 'the pattern is too long; shorten it'],
    [':root', 'x', 'read', 'the special path `:root` has no places below it; write a rule for the path itself'],
    [':minimal', 'x', 'read', 'the special path `:minimal` has no places below it; write a rule for the path itself'],
    [':tmpdir', 'x', 'deny', 'the special path `:tmpdir` has no places below it; write a rule for the path itself'],
    [
      ':slash_tmp',
      '*',
      'deny',
      'the special path `:slash_tmp` has no places below it; write a rule for the path itself',
    ],
    [':workspace_roots', '../x', 'read', subpathProblem('../x')],
    [':workspace_roots', './x', 'read', subpathProblem('./x')],
    [':workspace_roots', '', 'read', subpathProblem('')],
    [':workspace_roots', '/x', 'read', subpathProblem('/x')],
    [':workspace_roots', '../*', 'deny', subpathProblem('../*')],
    [':workspace_roots', 'src/*', 'read', patternProblem('src/*', 'read')],
    [':workspace_roots', '**', 'write', patternProblem('**', 'write')],
    [
      ':workspace_roots',
      '[b-a]',
      'deny',
      'the pattern `/ws/[b-a]` has a range that ends before it starts; swap its ends',
    ],
    ['/a', '..', 'read', subpathProblem('..')],
    ['/a', '*', 'write', patternProblem('*', 'write')],
    ['/a', '[b-a]', 'deny', 'the pattern `/a/[b-a]` has a range that ends before it starts; swap its ends'],
    ['/a/*', 'x', 'deny', 'the pattern `/a/*` has no places below it; write one pattern'],
    ['rel', 'x', 'read', pathProblem('rel')],
    ['rel', '.', 'read', pathProblem('rel')],
  ])('for `%s` below it `%s` = `%s` is refused', (key, subpath, access, what) => {
    const rule = subpath === undefined ? access : { [subpath]: access };
    expect(compile({ dev: { filesystem: { [key]: rule } } })).toStrictEqual({
      ok: false,
      error: {
        path: ['permissions', 'dev', 'filesystem', key, ...(subpath === undefined ? [] : [subpath])],
        message: `permission profile \`dev\`: ${what}`,
      },
    });
  });

  it('below `~` needs a home directory, and no path may be endless', () => {
    const { homeDirectory: _, ...homeless } = options;
    const tables = decodeProfileTables({ dev: { filesystem: { '~/x': 'read' } } });
    const table = tables.ok ? tables.value.get('dev') : undefined;
    if (table === undefined) throw new Error('dev');
    expect(compilePermissionProfile(table, new Map(), homeless)).toMatchObject({
      error: {
        message: 'permission profile `dev`: the path `~/x` needs a home directory, and none is known; write it out',
      },
    });
    const endless = `/${'a'.repeat(40_000)}`;
    expect(compile({ dev: { filesystem: { [endless]: 'read' } } })).toMatchObject({
      error: { message: `permission profile \`dev\`: the path \`${endless}\` is longer than 32768 characters` },
    });
  });
});

describe('a profile table', () => {
  it.each<[JsonObject, readonly string[], string]>([
    [{ dev: 'x' }, ['permissions', 'dev'], '`permissions.dev` must be a table; found `x`'],
    [{ dev: [] }, ['permissions', 'dev'], '`permissions.dev` must be a table; found a list'],
    [
      { dev: { description: 1 } },
      ['permissions', 'dev', 'description'],
      '`permissions.dev.description` must be a text; found `1`',
    ],
    [
      { dev: { extends: {} } },
      ['permissions', 'dev', 'extends'],
      '`permissions.dev.extends` must be a text; found a table',
    ],
    [
      { dev: { workspace_roots: 1 } },
      ['permissions', 'dev', 'workspace_roots'],
      '`permissions.dev.workspace_roots` must be a table; found `1`',
    ],
    [
      { dev: { workspace_roots: { '/a': 'yes' } } },
      ['permissions', 'dev', 'workspace_roots', '/a'],
      '`permissions.dev.workspace_roots."/a"` must be `true` or `false`; found `yes`',
    ],
    [
      { dev: { filesystem: 'x' } },
      ['permissions', 'dev', 'filesystem'],
      '`permissions.dev.filesystem` must be a table; found `x`',
    ],
    [
      { dev: { filesystem: { '/a': 'full' } } },
      ['permissions', 'dev', 'filesystem', '/a'],
      '`permissions.dev.filesystem."/a"` must be `read`, `write` or `deny`; found `full`',
    ],
    [
      { dev: { filesystem: { '/a': { b: true } } } },
      ['permissions', 'dev', 'filesystem', '/a', 'b'],
      '`permissions.dev.filesystem."/a".b` must be `read`, `write` or `deny`; found `true`',
    ],
    [
      { dev: { filesystem: { glob_scan_max_depth: 0 } } },
      ['permissions', 'dev', 'filesystem', 'glob_scan_max_depth'],
      '`permissions.dev.filesystem.glob_scan_max_depth` must be a whole number of at least 1; found `0`',
    ],
    [
      { dev: { filesystem: { glob_scan_max_depth: '3' } } },
      ['permissions', 'dev', 'filesystem', 'glob_scan_max_depth'],
      '`permissions.dev.filesystem.glob_scan_max_depth` must be a whole number of at least 1; found `3`',
    ],
    [
      { dev: { filesystem: { glob_scan_max_depth: 1.5 } } },
      ['permissions', 'dev', 'filesystem', 'glob_scan_max_depth'],
      '`permissions.dev.filesystem.glob_scan_max_depth` must be a whole number of at least 1; found `1.5`',
    ],
    [
      { dev: { network: true } },
      ['permissions', 'dev', 'network'],
      '`permissions.dev.network` must be a table; found `true`',
    ],
    [
      { ':mine': {} },
      ['permissions', ':mine'],
      'permission profile `:mine` has a name that starts with `:`, which is reserved for built-in profiles; rename it to `mine`',
    ],
  ])('%j is refused', (permissions, path, message) => {
    expect(decodeProfileTables(permissions)).toStrictEqual({ ok: false, error: { path, message } });
  });

  it('keeps what it says, ignores keys of the future, and takes `null` for absent', () => {
    const table = {
      description: 'mine',
      extends: ':workspace',
      workspace_roots: { '/a': true, '/b': false },
      filesystem: { '/a': 'none', '/b': { c: 'read' }, glob_scan_max_depth: 3 },
      network: { enabled: true },
      bogus: 1,
    };
    const rule = (access: string, ...key: readonly string[]) => ({
      kind: 'rule',
      access,
      profile: 'dev',
      key: ['permissions', 'dev', 'filesystem', ...key],
    });
    expect(
      decodeProfileTables({ dev: table, empty: { filesystem: null, network: null, description: null } }),
    ).toStrictEqual({
      ok: true,
      value: new Map<string, unknown>([
        [
          'dev',
          {
            id: 'dev',
            description: 'mine',
            extends: ':workspace',
            workspaceRoots: new Map([
              ['/a', true],
              ['/b', false],
            ]),
            fileSystem: new Map<string, unknown>([
              ['/a', rule('deny', '/a')],
              ['/b', { kind: 'scope', rules: new Map([['c', rule('read', '/b', 'c')]]) }],
            ]),
            globScanMaxDepth: 3,
            network: { enabled: true },
          },
        ],
        ['empty', { id: 'empty', workspaceRoots: new Map(), fileSystem: new Map(), network: {} }],
      ]),
    });
  });

  it('is listed after the built-in profiles, by name', () => {
    const tables = decodeProfileTables({ zed: {}, dev: { description: 'mine' } });
    if (!tables.ok) throw new Error(tables.error.message);
    const builtIn = [':read-only', ':workspace', ':danger-full-access'];
    expect(profileCatalogue(tables.value)).toStrictEqual([
      ...builtIn.map((id) => ({ id, allowed: true })),
      { id: 'dev', description: 'mine', allowed: true },
      { id: 'zed', allowed: true },
    ]);
    expect(profileCatalogue(new Map(), (id) => id === ':workspace').map(({ allowed }) => allowed)).toStrictEqual([
      false,
      true,
      false,
    ]);
  });
});

describe('an extended profile', () => {
  it('merges parents first, rule by rule', () => {
    const {
      fileSystem,
      extends: parent,
      id,
    } = compiled(
      {
        base: {
          extends: 'root',
          filesystem: { '/a': 'write', ':workspace_roots': { '.': 'read', docs: 'read' }, glob_scan_max_depth: 5 },
        },
        root: { filesystem: { ':root': 'read', '/a': 'read', '/scoped': { x: 'read' }, '/plain': 'read' } },
        dev: {
          extends: 'base',
          filesystem: {
            ':workspace_roots': { '.': 'write', out: 'write' },
            '/scoped': 'read',
            '/plain': { x: 'read' },
          },
        },
      },
      'dev',
    );
    expect({ id, parent, depth: fileSystem.globScanMaxDepth, entries: plain(fileSystem.entries) }).toStrictEqual({
      id: 'dev',
      parent: 'base',
      depth: 5,
      entries: [
        at('/a', 'write'),
        at('/plain/x', 'read'),
        at('/scoped', 'read'),
        special('root', 'read'),
        workspace('write'),
        workspace('read', 'docs'),
        workspace('write', 'out'),
      ],
    });
    expect(fileSystem.entries.map(({ origin }) => origin?.kind === 'profile' && origin.profile)).toStrictEqual([
      'base',
      'dev',
      'dev',
      'root',
      'dev',
      'base',
      'dev',
    ]);
  });

  it('takes its own scan depth, and the nearest otherwise', () => {
    const permissions = {
      a: { filesystem: { glob_scan_max_depth: 1 } },
      b: { extends: 'a', filesystem: { glob_scan_max_depth: 2 } },
      dev: { extends: 'b' },
    };
    expect(compiled(permissions).fileSystem.globScanMaxDepth).toBe(2);
  });

  it.each<[string, readonly FileSystemEntry[]]>([
    [':read-only', [special('root', 'read')]],
    [
      ':workspace',
      [special('root', 'read'), special('slash-tmp', 'write'), special('tmpdir', 'write'), workspace('write')],
    ],
  ])('gets the grants of `%s`, without its carve-outs', (parent, entries) => {
    const { fileSystem, network, workspaceRoots } = compiled({ dev: { extends: parent } });
    expect({ entries: plain(fileSystem.entries), network, workspaceRoots }).toStrictEqual({
      entries,
      network: 'restricted',
      workspaceRoots: [],
    });
    expect(fileSystem.entries[0]?.origin).toStrictEqual({ kind: 'profile', profile: parent, key: [] });
  });

  it('can add sub-paths to the workspace roots of `:workspace`', () => {
    const { fileSystem } = compiled({
      dev: { extends: ':workspace', filesystem: { ':workspace_roots': { docs: 'read' } } },
    });
    expect(plain(fileSystem.entries).slice(-2)).toStrictEqual([workspace('write'), workspace('read', 'docs')]);
  });

  it('merges workspace roots key by key', () => {
    const permissions = {
      base: { workspace_roots: { '/a': true, '/b': true, '../c': true } },
      dev: { extends: 'base', workspace_roots: { '/b': false, '~/d': true, '~': true } },
    };
    expect(compiled(permissions).workspaceRoots).toStrictEqual(['/c', '/a', '/home/u', '/home/u/d']);
  });

  it.each<[JsonObject, readonly string[], string]>([
    [
      { dev: { extends: 'base' } },
      ['permissions', 'dev', 'extends'],
      'permission profile `dev` extends `base`, which is not defined; add `[permissions.base]` or remove `extends`',
    ],
    [
      { dev: { extends: 'bsae' }, base: {} },
      ['permissions', 'dev', 'extends'],
      'permission profile `dev` extends `bsae`, which is not defined; did you mean `base`?',
    ],
    [
      { dev: { extends: 'mid' }, mid: { extends: ':danger-full-access' } },
      ['permissions', 'mid', 'extends'],
      'permission profile `mid` cannot extend `:danger-full-access`; only `:read-only`, `:workspace` and profiles of the configuration can be extended',
    ],
    [
      { dev: { extends: ':x' } },
      ['permissions', 'dev', 'extends'],
      'permission profile `dev` cannot extend `:x`; only `:read-only`, `:workspace` and profiles of the configuration can be extended',
    ],
    [
      { dev: { extends: 'a' }, a: { extends: 'b' }, b: { extends: 'a' } },
      ['permissions', 'b', 'extends'],
      'permission profiles extend each other in a cycle: `a -> b -> a`; remove one `extends`',
    ],
    [
      { dev: { extends: 'dev' } },
      ['permissions', 'dev', 'extends'],
      'permission profiles extend each other in a cycle: `dev -> dev`; remove one `extends`',
    ],
  ])('%j is refused', (permissions, path, message) => {
    expect(compile(permissions)).toStrictEqual({ ok: false, error: { path, message } });
  });
});

describe('the network of a profile', () => {
  const silent = {
    mode: 'full',
    allowedDomains: [],
    deniedDomains: [],
    allowedUnixSockets: [],
    deniedUnixSockets: [],
    localBinding: 'denied',
  };

  it.each<[JsonObject, string, unknown]>([
    [{}, 'restricted', silent],
    [{ enabled: false }, 'restricted', silent],
    [{ enabled: true }, 'enabled', silent],
    [{ enabled: true, allow_local_binding: true, proxy_url: 'x' }, 'enabled', { ...silent, localBinding: 'allowed' }],
    [
      { enabled: true, unix_sockets: { '/b': 'allow', '/a': 'deny', '/c': 'allow' } },
      'enabled',
      { ...silent, allowedUnixSockets: ['/b', '/c'], deniedUnixSockets: ['/a'] },
    ],
  ])('%j is %s', (network, policy, rules) => {
    const { network: inForce, networkRules, warnings } = compiled({ dev: { network, extends: ':read-only' } });
    expect([inForce, networkRules, warnings]).toStrictEqual([policy, rules, []]);
  });

  it.each<[JsonObject, string, JsonObject]>([
    [
      { domains: { '*.X.com.': 'allow', 'b.org': 'deny' } },
      'domains',
      { allowedDomains: ['*.x.com'], deniedDomains: ['b.org'] },
    ],
    [{ domains: { 'b.org': 'deny' } }, 'domains', { deniedDomains: ['b.org'] }],
    [{ mode: 'limited' }, 'mode', { mode: 'limited' }],
    [{ domains: {} }, 'domains', {}],
    [{ allowed_domains: [] }, 'domains', {}],
    [
      { domains: { 'a.com': 'allow' }, allowed_domains: ['B.com', 'c.com'], denied_domains: ['c.com'] },
      'domains',
      { allowedDomains: ['a.com', 'b.com'], deniedDomains: ['c.com'] },
    ],
  ])('stays closed when the limits %j cannot be kept', (limits, key, rules) => {
    const permissions = { dev: { extends: ':read-only', network: { enabled: true, ...limits } } };
    const closed = compiled(permissions);
    expect([closed.network, closed.networkRules, closed.warnings]).toStrictEqual([
      'restricted',
      { ...silent, ...rules },
      [
        {
          path: ['permissions', 'dev', 'network', key],
          message:
            'permission profile `dev` limits which hosts may be reached, which cannot be enforced here, so the network stays closed; remove the rule to open the network as a whole',
        },
      ],
    ]);
    const enforced = compiled(permissions, 'dev', { hostRules: 'enforced' });
    const { mode, allowedDomains, deniedDomains } = { ...silent, ...rules };
    expect(enforced.network).toStrictEqual({
      kind: 'filtered',
      mode,
      allowedDomains,
      deniedDomains,
      localAddresses: 'denied',
    });
    expect(enforced.warnings.map(({ path }) => path)).toStrictEqual(
      allowedDomains.length > 0 ? [] : [['permissions', 'dev', 'network', key]],
    );
    const unused = compiled({ dev: { extends: ':read-only', network: limits } });
    expect([unused.network, unused.warnings]).toStrictEqual(['restricted', []]);
  });

  it('merges hosts in one spelling, and denies those with two verdicts', () => {
    const permissions = {
      base: {
        extends: ':read-only',
        network: { enabled: true, domains: { 'A.com': 'deny', 'b.com': 'allow', 'c.com': 'deny' } },
      },
      dev: { extends: 'base', network: { domains: { 'a.com': 'allow', 'b.com.': 'deny', 'c.com': 'allow' } } },
    };
    const { network, networkRules } = compiled(permissions, 'dev', { hostRules: 'enforced' });
    const hosts = { allowedDomains: ['c.com'], deniedDomains: ['a.com', 'b.com'] };
    expect([network, networkRules]).toStrictEqual([
      { kind: 'filtered', mode: 'full', ...hosts, localAddresses: 'denied' },
      { ...silent, ...hosts },
    ]);
  });

  it.each<[JsonObject, readonly string[], string]>([
    [{ enabled: 'yes' }, ['enabled'], '`permissions.dev.network.enabled` must be `true` or `false`'],
    [
      { allow_local_binding: 1 },
      ['allow_local_binding'],
      '`permissions.dev.network.allow_local_binding` must be `true` or `false`',
    ],
    [{ mode: 'open' }, ['mode'], '`permissions.dev.network.mode` must be `full` or `limited`'],
    [{ domains: [] }, ['domains'], '`permissions.dev.network.domains` must be a table'],
    [
      { allowed_domains: [1] },
      ['allowed_domains'],
      '`permissions.dev.network.allowed_domains` must be a list of host names',
    ],
    [
      { domains: { 'a.com': true } },
      ['domains', 'a.com'],
      '`permissions.dev.network.domains."a.com"` must be `allow` or `deny`',
    ],
    [
      { domains: { 'https://a.com/': 'allow' } },
      ['domains', 'https://a.com/'],
      '`permissions.dev.network.domains."https://a.com/"` must be a host name, an address, or a name after `*.` or `**.`, without scheme, port and path',
    ],
    [{ unix_sockets: 'x' }, ['unix_sockets'], '`permissions.dev.network.unix_sockets` must be a table'],
  ])('%j is refused', (network, key, message) => {
    expect(compile({ dev: { network } })).toStrictEqual({
      ok: false,
      error: { path: ['permissions', 'dev', 'network', ...key], message },
    });
  });
});

describe('a warning', () => {
  function warnings(filesystem: JsonObject, more: Partial<CompileOptions> = {}): readonly Inconsistency[] {
    return compiled({ dev: { filesystem } }, 'dev', more).warnings;
  }
  const path = ['permissions', 'dev', 'filesystem'];

  it('names special paths that are not known', () => {
    expect(warnings({ ':future': 'write', ':later': { x: 'read' }, '/a': 'read' })).toStrictEqual([
      {
        path: [...path, ':future'],
        message: 'the special path `:future` is not known to this version and is ignored; upgrade if it is needed',
      },
      {
        path: [...path, ':later', 'x'],
        message:
          'the special path `x` below `:later` is not known to this version and is ignored; upgrade if it is needed',
      },
    ]);
  });

  it.each<JsonObject>([{}, { filesystem: {} }, { network: { enabled: true } }])(
    'says that %j allows nothing',
    (table) => {
      const { warnings: given, fileSystem } = compiled({ dev: table });
      expect([given, fileSystem.entries]).toStrictEqual([
        [
          {
            path,
            message:
              'permission profile `dev` has no file system rule that this version knows, so nothing can be read or written; add rules, or `extends = ":read-only"`',
          },
        ],
        [],
      ]);
    },
  );

  it('says so too when every rule is of the future', () => {
    expect(warnings({ ':future': 'write' }).map((warning) => warning.path)).toStrictEqual([[...path, ':future'], path]);
  });

  it('tells that unbounded patterns are slow where they are looked up', () => {
    const filesystem = {
      ':workspace_roots': { '**/*.pem': 'deny', '*.pem': 'deny', '**': 'deny' },
      '/a/**/b': 'deny',
      '/c': 'read',
    };
    const message = (pattern: string): string =>
      `the pattern \`${pattern}\` is looked up at any depth whenever a command starts, which can be slow; set \`glob_scan_max_depth\` in the same table, or write out the depths, as in \`*.env\` and \`*/*.env\``;
    expect(warnings(filesystem, { platform: 'linux' })).toStrictEqual([
      { path: [...path, '/a/**/b'], message: message('/a/**/b') },
      { path: [...path, ':workspace_roots', '**'], message: message('**') },
      { path: [...path, ':workspace_roots', '**/*.pem'], message: message('**/*.pem') },
    ]);
    expect(warnings(filesystem, { platform: 'macos' })).toStrictEqual([]);
    expect(warnings({ ...filesystem, glob_scan_max_depth: 3 }, { platform: 'linux' })).toStrictEqual([]);
  });

  it('is not given for directories that are written with `/**`', () => {
    expect(
      warnings({ '/a/**': 'write', ':workspace_roots': { 'src/**': 'read' } }, { platform: 'linux' }),
    ).toStrictEqual([]);
  });
});

describe('the workspace roots of a profile', () => {
  it('are the enabled keys in order, each once', () => {
    const roots = { '/z': true, '../b': true, '~/x': true, '/off': false, '/ws/../b': true, a: true };
    expect(compiled({ dev: { extends: ':read-only', workspace_roots: roots } }).workspaceRoots).toStrictEqual([
      '/b',
      '/z',
      '/ws/a',
      '/home/u/x',
    ]);
  });

  it.each([
    ['~other', 'must be absolute, start with `~/`, or be a special path such as `:workspace_roots`'],
    ['a\0b', 'contains a NUL character; remove it'],
  ])('`%s` is refused', (root, what) => {
    expect(compile({ dev: { workspace_roots: { [root]: true } } })).toStrictEqual({
      ok: false,
      error: {
        path: ['permissions', 'dev', 'workspace_roots', root],
        message: `permission profile \`dev\`: the workspace root \`${root}\` ${what}`,
      },
    });
  });
});
