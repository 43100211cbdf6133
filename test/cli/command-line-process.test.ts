import { describe, expect, it } from 'vitest';
import { message, reply } from '../support/responses-server/replies.mjs';
import { runCli } from '../support/run-cli.js';
import { Workspace } from '../support/workspace.js';

describe('codex-sdk without a command', () => {
  it('shows its help and how to run a turn', async () => {
    await using workspace = await Workspace.create([]);
    const { code, stdout, stderr } = await runCli(workspace, []);
    expect([code, stdout, stderr.split('\n')[0], stderr.trimEnd().split('\n').at(-1)]).toEqual([
      2,
      '',
      'Usage: codex-sdk [options] [command]',
      'There is no interactive front end. Run one turn: codex-sdk exec "<prompt>"',
    ]);
  });

  it.each<[string, string]>([
    ['exce', "error: unknown command 'exce'\n(Did you mean exec?)\nRun it with --help for more.\n"],
    [
      'fix the bug',
      'error: unknown command \'fix the bug\'\nRun it with --help for more.\n\nRun a prompt with: codex-sdk exec "<prompt>"\n',
    ],
  ])('and with `%s` instead says what was probably meant', async (word, stderr) => {
    await using workspace = await Workspace.create([]);
    expect(await runCli(workspace, [word])).toEqual({ code: 2, signal: null, stdout: '', stderr });
  });
});

describe('flags before the command', () => {
  it('count for the command', async () => {
    await using workspace = await Workspace.create([reply(message('Hello'))], { 'sub/file': '' });
    const flags = [
      '-m',
      'gpt-5.4',
      '-s',
      'danger-full-access',
      '-C',
      'sub',
      '--add-dir',
      '/usr',
      '-c',
      'model="gpt-5.1"',
    ];
    const { code, stderr } = await runCli(workspace, [...flags, 'exec', 'x']);
    expect([code, stderr.match(/(?<=^(?:workdir|model|sandbox): ).*$/gm)]).toEqual([
      0,
      [`${workspace.directory}/sub`, 'gpt-5.4', 'danger-full-access'],
    ]);
  });

  it('count less than those behind it', async () => {
    await using workspace = await Workspace.create([reply(message('Hello'))]);
    const { stderr } = await runCli(workspace, ['-m', 'gpt-5.4', 'exec', '-m', 'gpt-5.1', 'x']);
    expect(stderr).toContain('\nmodel: gpt-5.1\n');
  });
});
