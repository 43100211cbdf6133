import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TomlConfigSource } from '../../../src/adapters/toml-config/toml-config-source.js';
import { describeConfigProblem } from '../../../src/domain/config/config-layer.js';
import { resolveConfig } from '../../../src/domain/config/resolve-config.js';
import { type AbsolutePath, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'toml-config-')));
  await mkdir(join(root, 'home'));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const at = (...names: string[]): AbsolutePath => {
  const path = parseAbsolutePath(join(root, ...names));
  if (!path.ok) throw new Error('not absolute');
  return path.value;
};

async function put(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), content);
}

const source = () => new TomlConfigSource({ systemFile: at('etc/config.toml') });

async function load(cwd = 'repo', profileFile?: string) {
  await mkdir(at(cwd), { recursive: true });
  const request = { codexHome: at('home'), cwd: at(cwd) };
  return source().load(profileFile === undefined ? request : { ...request, profileFile });
}

async function failure(cwd?: string): Promise<string> {
  const loaded = await load(cwd);
  return loaded.ok ? 'no failure' : describeConfigProblem(loaded.error).replaceAll(root, '');
}

const trust = (directory: string, level = 'trusted') => `[projects."${at(directory)}"]\ntrust_level = "${level}"\n`;

describe('TomlConfigSource', () => {
  it('finds nothing where there is nothing', async () => {
    expect(await load()).toEqual({ ok: true, value: { layers: [], warnings: [] } });
  });

  it('reads system, user, profile and project files, from low to high', async () => {
    await put('etc/config.toml', 'model = "system"');
    await put('home/config.toml', `model = "user"\n${trust('repo')}`);
    await put('home/fast.config.toml', 'model = "profile"');
    await put('repo/.git/HEAD', '');
    await put('repo/.codex/config.toml', 'model = "outer"');
    await put('repo/a/b/.codex/config.toml', 'model = "inner"');
    await put('.codex/config.toml', 'model = "above the root"');
    expect(await load('repo/a/b', 'fast')).toEqual({
      ok: true,
      value: {
        trust: 'trusted',
        projectDirectories: [at('repo'), at('repo/a'), at('repo/a/b')],
        warnings: [],
        layers: [
          { name: 'system', source: at('etc/config.toml'), directory: at('etc'), values: { model: 'system' } },
          {
            name: 'user',
            source: at('home/config.toml'),
            directory: at('home'),
            values: { model: 'user', projects: { [at('repo')]: { trust_level: 'trusted' } } },
          },
          { name: 'profile', source: at('home/fast.config.toml'), directory: at('home'), values: { model: 'profile' } },
          {
            name: 'project',
            source: at('repo/.codex/config.toml'),
            directory: at('repo/.codex'),
            values: { model: 'outer' },
          },
          {
            name: 'project',
            source: at('repo/a/b/.codex/config.toml'),
            directory: at('repo/a/b/.codex'),
            values: { model: 'inner' },
          },
        ],
      },
    });
  });

  it('takes a missing profile file for an empty one, and refuses a name that is a path', async () => {
    expect([await load('repo', 'nope'), await load('repo', '../evil')]).toEqual([
      { ok: true, value: { layers: [], warnings: [] } },
      {
        ok: false,
        error: {
          code: 'invalid-value',
          source: '--profile',
          message: '`../evil` is not a profile name; expected letters, digits, `_`, `-` and `.`',
        },
      },
    ]);
  });

  it('finds the root of a project by the configured markers', async () => {
    await put('home/config.toml', `project_root_markers = ["top"]\n${trust('repo/a/b')}`);
    await put('repo/top', '');
    await put('repo/a/.git/HEAD', '');
    await put('repo/.codex/config.toml', 'model = "x"');
    const loaded = await load('repo/a/b');
    expect(loaded.ok && loaded.value.layers.at(-1)?.source).toBe(at('repo/.codex/config.toml'));
  });

  it('does not take the user’s own folder for that of a project', async () => {
    await rename(at('home'), at('.codex'));
    await put('.codex/config.toml', trust('.'));
    const loaded = await source().load({ codexHome: at('.codex'), cwd: at('.') });
    expect(loaded.ok && loaded.value.layers.map(({ name }) => name)).toEqual(['user']);
  });
});

describe('a project that is not trusted', () => {
  const message =
    'the settings of this project are ignored, because it is not trusted; to use them, trust it with `codex-sdk exec --trust` or `codex.trustProject()`, or set `trust_level = "trusted"` in its `[projects]` table in the user\'s own config.toml';

  it.each([
    ['unknown', '', {}],
    ['distrusted', 'untrusted', { trust: 'untrusted' }],
  ])('is not even read when it is %s', async (_, level, known) => {
    await put('home/config.toml', level === '' ? '' : trust('repo', level));
    await put('repo/.codex/config.toml', 'this is not = = TOML');
    expect(await load()).toEqual({
      ok: true,
      value: {
        ...known,
        layers: [expect.objectContaining({ name: 'user' })],
        warnings: [{ code: 'untrusted-project', source: at('repo/.codex/config.toml'), message }],
      },
    });
  });

  it('cannot trust itself', async () => {
    await put('repo/.codex/config.toml', trust('repo'));
    const loaded = await load();
    expect(loaded.ok && [loaded.value.trust, loaded.value.layers]).toEqual([undefined, []]);
  });

  it('is trusted under its canonical name, whatever link leads to it', async () => {
    await put('home/config.toml', `${trust('repo')}${trust('link', 'untrusted')}`);
    await put('repo/.codex/config.toml', 'model = "x"');
    await symlink(at('repo'), at('link'));
    const loaded = await load('link');
    expect(loaded.ok && [loaded.value.trust, loaded.value.layers.at(-1)?.values]).toEqual(['trusted', { model: 'x' }]);
  });

  it('is trusted below a trusted repository, but not in a repository nested inside it', async () => {
    await put('home/config.toml', trust('repo'));
    await put('repo/.git/HEAD', '');
    await put('repo/nested/.git/HEAD', '');
    const trustOf = async (cwd: string) => {
      const loaded = await load(cwd);
      return loaded.ok && loaded.value.trust;
    };
    expect([await trustOf('repo/a'), await trustOf('repo/nested'), await trustOf('repo/nested/a')]).toEqual([
      'trusted',
      undefined,
      undefined,
    ]);
  });

  it('is trusted as a linked worktree of a trusted repository, but not as a pretended one', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: at('repo'), stdio: 'pipe' });
    await put('home/config.toml', trust('repo'));
    await mkdir(at('repo'));
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'x');
    git('worktree', 'add', '-q', at('tree'));
    await put('evil/.git', `gitdir: ${at('repo/.git/worktrees/tree')}\n`);
    const trustOf = async (cwd: string) => {
      const loaded = await load(cwd);
      return loaded.ok && loaded.value.trust;
    };
    expect([await trustOf('tree'), await trustOf('evil')]).toEqual(['trusted', undefined]);
  });

  it('can be trusted for one session', async () => {
    await put('repo/.codex/config.toml', 'model = "x"');
    const values = { projects: { [at('repo')]: { trust_level: 'trusted' } } };
    const session = [{ name: 'session', source: 'options', values }] as const;
    const loaded = await source().load({ codexHome: at('home'), cwd: at('repo'), session });
    expect(loaded.ok && loaded.value.layers.map(({ values: found }) => found)).toEqual([{ model: 'x' }]);
  });
});

describe('a configuration file', () => {
  it.each<[string, string | Uint8Array, object]>([
    ['a byte order mark', '\uFEFFmodel = "x"', { model: 'x' }],
    ['CRLF', 'model = "x"\r\n[tui]\r\nnotifications = true\r\n', { model: 'x', tui: { notifications: true } }],
    ['no content', '', {}],
    ['a date', 'model = 1979-05-27', { model: '1979-05-27' }],
    ['hostile names', '__proto__.polluted = true', JSON.parse('{"__proto__": {"polluted": true}}')],
  ])('may have %s', async (_, content, values) => {
    await put('home/config.toml', content);
    const loaded = await load();
    expect(loaded.ok && loaded.value.layers[0]?.values).toEqual(values);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each<[string, string | Uint8Array, string]>([
    [
      'a syntax error',
      'model = "x"\r\nnotify = ["a" "b"]\r\n',
      '/home/config.toml:2:15: not valid TOML: expected comma or end of structure\n  |\n2 | notify = ["a" "b"]\n  |               ^',
    ],
    [
      'a duplicate key',
      'a = 1\na = 2',
      '/home/config.toml:2:1: not valid TOML: trying to redefine an already defined table or value\n  |\n2 | a = 2\n  | ^',
    ],
    [
      'invalid UTF-8',
      new Uint8Array([97, 61, 34, 10, 98, 0xff, 34]),
      '/home/config.toml:2:2: the configuration file is not valid UTF-8 at byte 5; save it as UTF-8',
    ],
    [
      'UTF-16',
      new Uint8Array([0xff, 0xfe, 97, 0]),
      '/home/config.toml: the configuration file is UTF-16; save it as UTF-8',
    ],
    ['deep tables', `${'a.'.repeat(100)}b = 1`, '/home/config.toml: tables are nested deeper than 64 levels'],
    ['very deep tables', `${'a.'.repeat(400_000)}b = 1`, '/home/config.toml: tables are nested deeper than 64 levels'],
  ])('with %s is refused', async (_, content, text) => {
    await put('home/config.toml', content);
    expect(await failure()).toBe(text);
  });

  it('with deep arrays is refused at the place, with a short excerpt', async () => {
    await put('home/config.toml', `a = ${'['.repeat(500_000)}`);
    const text = await failure();
    expect([text.split(':')[0], text.length < 500]).toEqual(['/home/config.toml', true]);
  });

  it('that is a directory is refused', async () => {
    await mkdir(at('home/config.toml'));
    expect(await failure()).toBe('/home/config.toml: the configuration file is a directory; expected a file');
  });

  it.skipIf(process.platform === 'win32')('that is a FIFO is refused without waiting for a writer', async () => {
    execFileSync('mkfifo', [at('home/config.toml')]);
    expect(await failure()).toBe(
      '/home/config.toml: the configuration file is a pipe, socket or device; expected a regular file',
    );
  });

  it('that is a device is refused', async () => {
    await symlink('/dev/zero', at('home/config.toml'));
    expect(await failure()).toBe(
      '/home/config.toml: the configuration file is a pipe, socket or device; expected a regular file',
    );
  });

  it('that is a loop of links is refused', async () => {
    await symlink(at('home/config.toml'), at('home/config.toml'));
    expect(await failure()).toBe('/home/config.toml: the configuration file cannot be opened (ELOOP)');
  });

  it('of 50 MB is refused without being read', async () => {
    await put('home/config.toml', '');
    await truncate(at('home/config.toml'), 50 * 1024 * 1024);
    expect(await failure()).toBe(
      '/home/config.toml: the configuration file is larger than 1048576 bytes; a configuration has to be smaller',
    );
  });
});

describe('locate', () => {
  async function problem(content: string): Promise<string> {
    await put('home/config.toml', content);
    const loaded = await load();
    if (!loaded.ok) throw new Error('not loaded');
    const resolved = resolveConfig(loaded.value.layers, { unknownKeys: 'refuse' });
    return resolved.ok
      ? 'no problem'
      : describeConfigProblem(await source().locate(resolved.error)).replaceAll(root, '');
  }

  it.each([
    [
      'a wrong value',
      '# hello\nmodel = "x"\nmodel_context_window = "big"\n',
      '/home/config.toml:3:24: `model_context_window` must be a whole number >= 1; found the string `big`\n  |\n3 | model_context_window = "big"\n  |                        ^',
    ],
    [
      'an unknown key',
      '[tui]\n  zork = 1\n',
      '/home/config.toml:2:3: unknown key `tui.zork`\n  |\n2 |   zork = 1\n  |   ^',
    ],
    [
      'a table that contradicts itself',
      '\n[mcp_servers."my server"]\nenabled = true\n',
      '/home/config.toml:2:1: `mcp_servers."my server"` has no transport; set `command` for a program or `url` for a server that is reached over HTTP\n  |\n2 | [mcp_servers."my server"]\n  | ^',
    ],
  ])('points at %s', async (_, content, text) => {
    expect(await problem(content)).toBe(text);
  });

  it('cuts a long line around the place', async () => {
    const text = await problem(
      `projects = { ${'"/x" = {}, '.repeat(20).replaceAll(/\/x/g, () => `/${Math.random()}`)} }\nmodel = 1`,
    );
    expect(text.split('\n').every((line) => line.length < 140)).toBe(true);
  });

  it('leaves a problem alone that is not in a file', async () => {
    const error = { code: 'invalid-value', source: 'createCodex options', key: 'model', message: 'm' } as const;
    const elsewhere = { ...error, source: at('missing.toml') } as const;
    expect([await source().locate(error), await source().locate(elsewhere)]).toEqual([error, elsewhere]);
  });
});
