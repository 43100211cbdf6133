import { spawnSync } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliResult, mainFile, runCliIn, startCliIn } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';

const onLinux = describe.runIf(process.platform === 'linux');

const timeless = (text: string): string => text.replaceAll(/\/\S*\/codex-sdk-test-[^/\s`]*/g, 'BASE');

const sandboxed = async (args: readonly string[], stdin = ''): Promise<CliResult> => {
  await using workspace = await Workspace.create([]);
  return await runCliIn(workspace, ['sandbox', ...args], { config: '', stdin });
};

onLinux('codex-sdk sandbox', () => {
  it.each([
    [
      'passes on output, errors and the exit status',
      ['--', 'sh', '-c', 'echo out; echo err >&2; exit 7'],
      7,
      'out\n',
      'err\n',
    ],
    ['reports a signal as a shell does', ['--', 'sh', '-c', 'kill -9 $$'], 137, '', ''],
    ['forbids writing by default', ['--', 'sh', '-c', '2>/dev/null >x || echo no'], 0, 'no\n', ''],
    ['lets a profile allow it', ['-P', ':workspace', '--', 'sh', '-c', 'echo yes >x; cat x'], 0, 'yes\n', ''],
    ['takes a setting', ['-c', 'sandbox_mode=workspace-write', '--', 'sh', '-c', '>x && ls x'], 0, 'x\n', ''],
    ['knows the older word', ['-s', 'workspace-write', 'sh', '-c', '>x && ls x'], 0, 'x\n', ''],
    ['says so when the network is off', ['--', 'sh', '-c', 'echo $CODEX_SANDBOX_NETWORK_DISABLED'], 0, '1\n', ''],
    [
      'confines nothing with full access',
      ['-s', 'danger-full-access', '--', 'sh', '-c', 'echo "[$CODEX_SANDBOX_NETWORK_DISABLED]"'],
      0,
      '[]\n',
      '',
    ],
    [
      'ignores what only another system does, with a note',
      ['--log-denials', '--', 'true'],
      0,
      '',
      'note: `--log-denials` has no effect here: only macOS keeps account of denials\n',
    ],
    ['needs a command', [], 1, '', 'Error: there is no command to run; put it behind `--`\n'],
    [
      'refuses the sandbox of another system',
      ['macos', '--', 'true'],
      1,
      '',
      'Error: `sandbox macos` needs macOS; leave `macos` out to use the sandbox of this machine\n',
    ],
    [
      'says that a program is missing',
      ['--', 'no-such-program'],
      127,
      '',
      'Error: the program `no-such-program` could not be started: no such file or directory\n',
    ],
  ] as const)('%s', async (_, args, code, stdout, stderr) => {
    expect(await sandboxed(args)).toEqual({ code, signal: null, stdout, stderr });
  });

  const misspelt = `
    default_permissions = "careful"
    [permissions.careful]
    extends = ":workspace"
    [permissions.careful.filesytem]
    "/etc/passwd" = "deny"
  `;

  it.each([
    ['runs', ['-P', 'careful', '--', 'true']],
    ['explains', ['explain', '-P', 'careful', '/etc/passwd']],
  ] as const)('warns of a rule that does not count because its key is misspelt, when it %s', async (_, args) => {
    await using workspace = await Workspace.create([]);
    const { code, stderr } = await runCliIn(workspace, ['sandbox', ...args], { config: misspelt });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .*`permissions\.careful\.filesytem` is ignored; did you mean `filesystem`\?\n/s);
  });

  it('passes on input, down to the last byte', async () => {
    const input = 'a line\n'.repeat(200_000);
    const result = await sandboxed(['--', 'sha256sum'], input);
    const { createHash } = await import('node:crypto');
    expect(result.stdout).toBe(`${createHash('sha256').update(input).digest('hex')}  -\n`);
  });

  it('does not wait for input that nobody reads', async () => {
    await using workspace = await Workspace.create([]);
    const call = await startCliIn(workspace, ['sandbox', '--', 'true'], { config: '', stdin: 'open' });
    expect((await call.result).code).toBe(0);
  });

  it('works in the directory that is named', async () => {
    await using workspace = await Workspace.create([], { 'sub/file': '' });
    const result = await runCliIn(workspace, ['sandbox', '-C', 'sub', '--', 'ls'], { config: '' });
    expect([result.code, result.stdout]).toEqual([0, 'file\n']);
  });

  it.each([
    ['SIGTERM', { code: null, signal: 'SIGTERM' }],
    ['SIGINT', { code: 130, signal: null }],
  ] as const)('ends the command by %s, whatever it thinks of that', async (signal, ending) => {
    await using workspace = await Workspace.create([]);
    const script = 'trap "" TERM INT; echo ready; while true; do sleep 0.1; done';
    const call = await startCliIn(workspace, ['sandbox', '--', 'sh', '-c', script], { config: '' });
    call.process.stdout.once('data', () => call.process.kill(signal));
    const { code, signal: by } = await call.result;
    expect({ code, signal: by }).toEqual(ending);
  });

  it('does not call it a success when the output could not be written', async () => {
    await using workspace = await Workspace.create([]);
    const options = {
      cwd: workspace.directory,
      encoding: 'utf8',
      env: { ...process.env, CODEX_HOME: workspace.codexHome },
    } as const;
    const script = 'exec "$0" "$@" > /dev/full';
    const call = [process.execPath, mainFile, 'sandbox', '--ignore-user-config', '--', 'echo', 'lost'];
    const { status, stderr } = spawnSync('sh', ['-c', script, ...call], options);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'Error: the output could not be written: ENOSPC: no space left on device, write\n',
    });
  });

  it('ends the command when nobody reads its output any more', async () => {
    await using workspace = await Workspace.create([]);
    const call = await startCliIn(workspace, ['sandbox', '--', 'yes'], { config: '' });
    call.process.stdout.once('data', () => call.process.stdout.destroy());
    expect((await call.result).code).toBe(141);
  });

  it('keeps secrets of the environment out of an explanation, and starts nothing', async () => {
    await using workspace = await Workspace.create([]);
    const args = ['sandbox', '-P', ':workspace', '--explain', '--json', '--', 'touch', 'x'];
    const result = await runCliIn(workspace, args, { config: '' });
    const plan = JSON.parse(result.stdout) as Record<string, unknown>;
    expect({ ...plan, argv: (plan.argv as readonly string[]).slice(-3) }).toEqual({
      sandbox: 'bubblewrap',
      argv: ['--', 'touch', 'x'],
      cwd: workspace.directory,
      permissions: { id: ':workspace', summary: 'workspace-write [workdir, /tmp, $TMPDIR]' },
      warnings: [],
    });
    expect(result.stdout).not.toContain('not a secret');
    await expect(readFile(join(workspace.directory, 'x'))).rejects.toThrow('ENOENT');
  });

  it('explains a plan to people', async () => {
    await using workspace = await Workspace.create([]);
    const result = await runCliIn(workspace, ['sandbox', '--explain', '--', 'echo', 'a b'], { config: '' });
    const lines = timeless(result.stdout).split('\n');
    expect([lines.slice(0, 5), lines.at(-2)]).toEqual([
      [
        'sandbox: bubblewrap',
        'permissions: read-only (:read-only)',
        'directory: BASE/repository',
        'command:',
        '  /usr/bin/bwrap \\',
      ],
      "  -- echo 'a b'",
    ]);
  });
});

describe('the plans of other platforms', () => {
  it('show the policy of macOS anywhere', async () => {
    await using workspace = await Workspace.create([]);
    const args = ['sandbox', 'macos', '-P', ':read-only', '--explain', '--', 'echo', 'a b'];
    const result = await runCliIn(workspace, args, { config: '' });
    const lines = timeless(result.stdout).split('\n');
    const policy = lines.slice(lines.indexOf('policy:'), lines.indexOf('command:'));
    const reading = policy.indexOf('  ; what can be read');
    expect([result.code, lines.slice(0, 4), policy.slice(1, 3), policy.slice(reading, reading + 5)]).toEqual([
      0,
      ['sandbox: seatbelt', 'permissions: read-only (:read-only)', 'directory: BASE/repository', 'policy:'],
      ['  (version 1)', '  (deny default)'],
      [
        '  ; what can be read',
        '  (allow file-read*',
        '    (require-all (subpath (param "READABLE_ROOT_0"))',
        '      (require-not (literal (param "READABLE_ROOT_0_EXCLUDED_0")))',
        '      (require-not (subpath (param "READABLE_ROOT_0_EXCLUDED_0")))))',
      ],
    ]);
    expect(lines.slice(lines.indexOf('command:') + 1)).toEqual([
      '  /usr/bin/sandbox-exec \\',
      '  -p "$POLICY" \\',
      "  '-DREADABLE_ROOT_0=/' \\",
      "  '-DREADABLE_ROOT_0_EXCLUDED_0=/dev' \\",
      "  -- echo 'a b'",
      '',
    ]);
  });

  it.runIf(process.platform !== 'darwin')('are not run', async () => {
    await using workspace = await Workspace.create([]);
    const result = await runCliIn(workspace, ['debug', 'seatbelt', 'true'], { config: '' });
    expect([result.code, result.stderr]).toEqual([1, expect.stringContaining('`sandbox macos` needs macOS')]);
  });

  it('show what Windows would be told anywhere, or why it would be refused', async () => {
    await using workspace = await Workspace.create([]);
    const ask = (network: string) =>
      runCliIn(workspace, ['sandbox', 'windows', '-P', 'mine', '--explain', '--', 'npm', 'a b'], {
        config: `default_permissions = "mine"
[permissions.mine.filesystem]
":root" = "read"
":workspace_roots" = "write"
[permissions.mine.network]
enabled = ${network}
`,
      });
    const open = await ask('true');
    const closed = await ask('false');
    const lines = timeless(open.stdout)
      .replaceAll(/S-1-5-21[-0-9]*/g, 'SID')
      .split('\n');
    expect([open.code, lines[0], lines.slice(lines.indexOf('policy:') + 1)]).toEqual([
      0,
      'sandbox: windows-restricted-token',
      expect.arrayContaining([
        '  token writes only what it and one of these may write: SID, logon, everyone',
        '  allow writing BASE/repository for SID',
        '  command line: npm "a b"',
      ]),
    ]);
    expect([closed.code, closed.stderr]).toEqual([1, expect.stringContaining('keeps commands off the network')]);
  });
});

describe('codex-sdk sandbox explain', () => {
  const config = `
default_permissions = "careful"
[permissions.careful]
extends = ":workspace"
[permissions.careful.filesystem]
":slash_tmp" = "read"
":tmpdir" = "read"
[permissions.careful.filesystem.":workspace_roots"]
"secrets" = "deny"
`;

  it('names the rule that decides and the way to change it', async () => {
    await using workspace = await Workspace.create([]);
    const result = await runCliIn(workspace, ['sandbox', 'explain', 'secrets/key'], { config });
    expect([result.code, timeless(result.stdout), result.stderr]).toEqual([
      0,
      'Under careful:\n`BASE/repository/secrets/key` can neither be read nor written: the most specific rule is `deny` for `BASE/repository/secrets`, from `permissions.careful.filesystem.":workspace_roots".secrets`. It comes before `write` for `BASE/repository`, from the built-in profile `:workspace`, and 2 more. To let it be read only, add `"BASE/repository/secrets/key" = "read"`.\n',
      '',
    ]);
  });

  it('follows a link to where it leads', async () => {
    await using workspace = await Workspace.create([]);
    await writeFile(workspace.outside('target'), '');
    await symlink(workspace.outside('target'), join(workspace.directory, 'link'));
    const result = await runCliIn(workspace, ['sandbox', 'explain', 'link'], { config });
    const paragraphs = timeless(result.stdout)
      .split('\n')
      .map((line) => line.split(':')[0]);
    expect(paragraphs).toEqual([
      'Under careful',
      '`BASE/repository/link` can be read and written',
      'The path leads elsewhere',
      '',
    ]);
  });

  it('lists what another profile decides differently', async () => {
    await using workspace = await Workspace.create([]);
    const args = ['sandbox', 'explain', 'secrets', '--compare', ':read-only', '--json'];
    const result = await runCliIn(workspace, args, { config });
    const explained = JSON.parse(result.stdout) as {
      readonly profile: string;
      readonly explanations: readonly { readonly access: string }[];
      readonly comparison: {
        readonly other: string;
        readonly explanations: readonly { readonly access: string }[];
        readonly paths: readonly { readonly path: string; readonly first: string; readonly second: string }[];
      };
    };
    const { profile, explanations, comparison } = explained;
    expect([profile, explanations.map(({ access }) => access)]).toEqual(['careful', ['deny']]);
    expect([comparison.other, comparison.explanations.map(({ access }) => access)]).toEqual([':read-only', ['read']]);
    expect(comparison.paths).toContainEqual({ path: workspace.directory, first: 'write', second: 'read' });
    expect(comparison.paths).toContainEqual({
      path: join(workspace.directory, 'secrets'),
      first: 'deny',
      second: 'read',
    });
  });

  it('shows the differences to people', async () => {
    await using workspace = await Workspace.create([]);
    const args = ['sandbox', 'explain', '.', '-P', ':read-only', '--compare', ':danger-full-access'];
    const result = await runCliIn(workspace, args, { config: '' });
    expect(timeless(result.stdout).split('\n').slice(-4)).toEqual([
      'Where :read-only / :danger-full-access differ:',
      '  network: restricted / enabled',
      '  /: read / write',
      '',
    ]);
  });

  it('says that a profile is unknown', async () => {
    await using workspace = await Workspace.create([]);
    const result = await runCliIn(workspace, ['sandbox', 'explain', 'x', '-P', 'carefull'], { config });
    expect([result.code, result.stdout, result.stderr]).toEqual([
      1,
      '',
      'Error: thread options: `default_permissions` selects `carefull`, which is not defined; did you mean `careful`?\n',
    ]);
  });
});
