import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createCodex, type SandboxedCommand } from '../../src/index.js';
import { InMemorySandbox } from '../../src/testing.js';
import { Workspace } from '../support/workspace.js';

describe.runIf(process.platform === 'linux')('a single sandboxed command', () => {
  it('runs under the profile that is named and collects what it prints', async () => {
    await using workspace = await Workspace.create([]);
    const result = await workspace.codex().runSandboxed({
      command: ['sh', '-c', 'echo out; echo err >&2; echo kept > file; exit 3'],
      workingDirectory: workspace.directory,
      permissionProfile: ':workspace',
    });
    expect(result).toEqual({
      outcome: { kind: 'exited', exitCode: 3 },
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      blockedConnections: [],
    });
    expect(await workspace.read('file')).toBe('kept\n');
  });

  it('reaches the hosts that a profile of the configuration lists, and says what it did not reach', async () => {
    await using workspace = await Workspace.create([]);
    const domains = { '*': 'allow', 'evil.test': 'deny' } as const;
    const codex = workspace.codex({
      config: { permissions: { web: { extends: ':read-only', network: { enabled: true, domains } } } },
    });
    const ask = 'curl -s -o /dev/null -w "%{http_code} " http://$it/';
    const { stdout, blockedConnections } = await codex.runSandboxed({
      command: ['sh', '-c', `for it in evil.test 127.0.0.2 169.254.169.254; do ${ask}; done`],
      workingDirectory: workspace.directory,
      permissionProfile: 'web',
    });
    expect([stdout, blockedConnections]).toEqual([
      '403 403 403 ',
      [
        { host: 'evil.test', port: 80, protocol: 'http', reason: 'denied' },
        { host: '127.0.0.2', port: 80, protocol: 'http', reason: 'local-address' },
        { host: '169.254.169.254', port: 80, protocol: 'http', reason: 'local-address' },
      ],
    ]);
  });

  it('takes a profile as a value', async () => {
    await using workspace = await Workspace.create([]);
    const result = await workspace.codex().runSandboxed({
      command: ['cat', 'secret'],
      workingDirectory: workspace.directory,
      permissionProfile: { kind: 'managed', network: 'restricted', fileSystem: { kind: 'restricted', entries: [] } },
    });
    expect([result.outcome.kind, result.stdout]).toEqual(['not-started', '']);
  });

  it.each([
    ['a text', 'some text', 'some text'],
    ['bytes', new TextEncoder().encode('bytes'), 'bytes'],
  ])('reads %s', async (_, stdin, printed) => {
    await using workspace = await Workspace.create([]);
    const command = { command: ['cat'], workingDirectory: workspace.directory };
    expect((await workspace.codex().runSandboxed(command, { stdin })).stdout).toBe(printed);
  });

  it('reads pieces that come late, and ends when they break off', async () => {
    await using workspace = await Workspace.create([]);
    const pieces = async function* (): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('one ');
      await delay(20);
      yield new TextEncoder().encode('two');
      throw new Error('the source failed');
    };
    const command = { command: ['cat'], workingDirectory: workspace.directory };
    const { stdout, exitCode } = await workspace.codex().runSandboxed(command, { stdin: pieces() });
    expect([stdout, exitCode]).toEqual(['one two', 0]);
  });

  it('hands output over instead of keeping it when somebody wants it', async () => {
    await using workspace = await Workspace.create([]);
    const seen: string[] = [];
    const result = await workspace
      .codex()
      .runSandboxed(
        { command: ['sh', '-c', 'echo out; echo err >&2'], workingDirectory: workspace.directory },
        { onOutput: ({ stream, bytes }) => seen.push(`${stream}: ${new TextDecoder().decode(bytes)}`) },
      );
    expect([seen.sort(), result.stdout, result.stderr]).toEqual([['stderr: err\n', 'stdout: out\n'], '', '']);
  });

  it.each([Number.POSITIVE_INFINITY, 2 ** 31])(
    'does not cut a command short that may take %d ms',
    async (timeoutMs) => {
      await using workspace = await Workspace.create([]);
      const { outcome } = await workspace
        .codex()
        .runSandboxed({ command: ['sleep', '0.05'], workingDirectory: workspace.directory }, { timeoutMs });
      expect(outcome).toEqual({ kind: 'exited', exitCode: 0 });
    },
  );

  it('keeps a flood of output within bounds', async () => {
    await using workspace = await Workspace.create([]);
    const { stdout } = await workspace
      .codex()
      .runSandboxed({ command: ['sh', '-c', 'yes | head -c 20000000'], workingDirectory: workspace.directory });
    expect(stdout.length).toBeLessThan(1_100_000);
    expect(stdout).toContain('bytes omitted');
  });

  it('ends by time and by signal', async () => {
    await using workspace = await Workspace.create([]);
    const codex = workspace.codex();
    const command = { command: ['sleep', '60'], workingDirectory: workspace.directory };
    const [late, aborted] = await Promise.all([
      codex.runSandboxed(command, { timeoutMs: 200 }),
      codex.runSandboxed(command, { signal: AbortSignal.timeout(200) }),
    ]);
    expect([late.outcome, late.exitCode, aborted.outcome, aborted.exitCode]).toEqual([
      { kind: 'timed-out' },
      124,
      { kind: 'aborted' },
      137,
    ]);
  });

  it('gives the command the environment of the host, or the one that is passed', async () => {
    await using workspace = await Workspace.create([]);
    const codex = workspace.codex({ env: { PATH: process.env.PATH ?? '', MINE: 'yes' } });
    const command = { command: ['sh', '-c', 'echo $MINE $OTHER'], workingDirectory: workspace.directory };
    const own = await codex.runSandboxed(command);
    const passed = await codex.runSandboxed({ ...command, env: { PATH: process.env.PATH ?? '', OTHER: 'also' } });
    expect([own.stdout, passed.stdout]).toEqual(['yes\n', 'also\n']);
  });

  it('is planned without being started', async () => {
    await using workspace = await Workspace.create([]);
    const { plan, permissions } = await workspace.codex().planSandboxed({
      command: ['touch', 'file'],
      workingDirectory: workspace.directory,
      sandboxMode: 'workspace-write',
    });
    expect([plan.sandbox, plan.argv.slice(-2), permissions.summary, permissions.context.workspaceRoots]).toEqual([
      'bubblewrap',
      ['touch', 'file'],
      'workspace-write [workdir, $TMPDIR]',
      [workspace.directory],
    ]);
    await expect(readFile(join(workspace.directory, 'file'))).rejects.toThrow('ENOENT');
  });

  it.each<readonly [string, SandboxedCommand, string]>([
    ['nothing to run', { command: [] }, 'there is no command to run; `command` needs at least a program'],
    [
      'a shell string',
      { command: 'ls -la' as unknown as string[] },
      'the option `command` must be a list of strings without NUL characters',
    ],
    [
      'a NUL character',
      { command: ['ls', 'a\0b'] },
      'the option `command` must be a list of strings without NUL characters',
    ],
    [
      'an option that does not exist',
      { command: ['ls'], comand: ['ls'] } as SandboxedCommand,
      'unknown option `comand` of a sandboxed command; did you mean `command`?',
    ],
  ])('is refused for %s', async (_, command, message) => {
    await using workspace = await Workspace.create([]);
    await expect(workspace.codex().runSandboxed(command)).rejects.toMatchObject({ code: 'invalid-option', message });
  });
});

describe('what is in force', () => {
  it('is told with its origin', async () => {
    await using workspace = await Workspace.create([]);
    await writeFile(join(workspace.codexHome, 'config.toml'), 'model = "from the file"\nmodel_verbosity = "low"\n');
    const codex = workspace.codex({ userConfig: 'load', configOverrides: ['model="from the option"'] });
    const { entries, layers } = await codex.configuration({ workingDirectory: workspace.directory });
    const user = { name: 'user', source: join(workspace.codexHome, 'config.toml') };
    expect(layers[0]).toEqual(user);
    expect(entries.filter(({ key }) => /^model(_verbosity)?$/.test(key))).toEqual([
      {
        key: 'model',
        value: 'from the option',
        layer: { name: 'session', source: 'the option `configOverrides` (`-c`)' },
      },
      { key: 'model_verbosity', value: 'low', layer: user },
    ]);
  });

  it('counts a file and a table of one profile, the table over the file', async () => {
    await using workspace = await Workspace.create([]);
    await writeFile(
      join(workspace.codexHome, 'config.toml'),
      'model = "one"\n[profiles.fast]\nmodel_verbosity = "high"\n[profiles.slow]\nmodel = "two"\n',
    );
    await writeFile(join(workspace.codexHome, 'fast.config.toml'), 'model = "three"\nmodel_verbosity = "low"\n');
    const codex = workspace.codex({ userConfig: 'load', configProfile: 'fast' });
    const { entries } = await codex.configuration({ workingDirectory: workspace.directory });
    const values = Object.fromEntries(entries.map(({ key, value }) => [key, value]));
    expect([values.model, values.model_verbosity]).toEqual(['three', 'high']);
  });

  it('is part of the doctor’s report even when it is wrong', async () => {
    await using workspace = await Workspace.create([]);
    const codex = workspace.codex({ config: { sandbox_mode: 'open' } });
    const { healthy, checks } = await codex.doctor({ workingDirectory: workspace.directory });
    const [, configuration] = checks;
    expect([healthy, configuration?.subject, configuration?.status]).toEqual([false, 'configuration', 'broken']);
  });

  it('leaves out a sandbox that nobody needs', async () => {
    await using workspace = await Workspace.create([]);
    await chmod(workspace.codexHome, 0o700);
    const codex = workspace.codex({
      adapters: {
        sandbox: {
          probe: async () => ({
            status: 'unavailable',
            sandbox: 'none',
            cause: 'missing-binary',
            message: 'there is none',
            remedy: 'install one',
          }),
          plan: () => {
            throw new Error('nothing is planned');
          },
          spawn: () => {
            throw new Error('nothing is started');
          },
        },
      },
    });
    const place = { workingDirectory: workspace.directory } as const;
    const [needed, unneeded] = await Promise.all([
      codex.doctor({ ...place, sandboxMode: 'workspace-write' }),
      codex.doctor({ ...place, sandboxMode: 'danger-full-access' }),
    ]);
    expect([needed.checks[0], unneeded.checks[0]]).toEqual([
      {
        subject: 'sandbox',
        status: 'broken',
        summary: 'there is none',
        details: ['the configuration selects: workspace-write [workdir, $TMPDIR]'],
        remedy: 'install one',
      },
      {
        subject: 'sandbox',
        status: 'ok',
        summary: 'none, and none is needed: danger-full-access',
        details: ['there is none'],
      },
    ]);
  });

  it('is part of the report when a sandbox of the host fails to look, or is not used', async () => {
    class Failing extends InMemorySandbox {
      override probe(): Promise<never> {
        return Promise.reject(new Error('no daemon'));
      }
    }
    await using workspace = await Workspace.create([]);
    await using failing = createCodex({ userConfig: 'ignore', adapters: { sandbox: new Failing() } });
    await using working = createCodex({ userConfig: 'ignore', adapters: { sandbox: new InMemorySandbox() } });
    const workingDirectory = workspace.directory;
    const reports = await Promise.all([
      failing.doctor({ workingDirectory }),
      working.doctor({ workingDirectory, sandboxMode: 'danger-full-access' }),
    ]);
    expect(reports.map(({ checks }) => checks[0])).toEqual([
      {
        subject: 'sandbox',
        status: 'broken',
        summary: 'the sandbox could not tell what it enforces: no daemon',
        details: ['the configuration selects: read-only'],
        remedy:
          'mend the adapter that was passed as `adapters.sandbox`: its `probe` says what is in the way, and never rejects',
      },
      {
        subject: 'sandbox',
        status: 'ok',
        summary: 'commands are not confined: danger-full-access',
        details: [
          'with other permissions, in-memory: neither files nor network are confined',
          'Commands are played from a script.',
        ],
      },
    ]);
  });
});
