import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { ExecCall } from '../../../src/cli/exec/exec-arguments.js';
import { addExecCommand } from '../../../src/cli/exec/exec-command.js';

async function parse(...argv: readonly string[]): Promise<ExecCall | undefined> {
  let call: ExecCall | undefined;
  const program = new Command('codex-sdk').exitOverride().configureOutput({ writeErr: () => undefined });
  addExecCommand(program, async (parsed) => {
    call = parsed;
  });
  await program.parseAsync([...argv], { from: 'user' });
  return call;
}

const flags = { color: 'auto' };

describe('the exec command', () => {
  it.each<[readonly string[], unknown]>([
    [['exec'], { command: 'exec', operands: [], flags }],
    [['e', 'do it'], { command: 'exec', operands: ['do it'], flags }],
    [['exec', '-'], { command: 'exec', operands: ['-'], flags }],
    [['exec', '--', '--help'], { command: 'exec', operands: ['--help'], flags }],
    [['exec', 'do', 'it', 'now'], { command: 'exec', operands: ['do', 'it', 'now'], flags }],
    [
      ['exec', '-c', 'a=1', '-m', 'x', '--config', 'b=2', '-C', 'sub', 'go', '--json'],
      {
        command: 'exec',
        operands: ['go'],
        flags: { ...flags, config: ['a=1', 'b=2'], model: 'x', cd: 'sub', json: true },
      },
    ],
    [
      ['exec', '-i', 'a.png', 'b.png', '--', 'look'],
      { command: 'exec', operands: ['look'], flags: { ...flags, image: ['a.png', 'b.png'] } },
    ],
    [
      ['exec', '--yolo'],
      { command: 'exec', operands: [], flags: { ...flags, yolo: true, dangerouslyBypassApprovalsAndSandbox: true } },
    ],
    [['exec', 'resume', 'id', 'go on'], { command: 'resume', operands: ['id', 'go on'], flags }],
    [['exec', 'resume', '--last', '-'], { command: 'resume', operands: ['-'], flags: { ...flags, last: true } }],
    [['exec', 'resume', '--all'], { command: 'resume', operands: [], flags: { ...flags, all: true } }],
    [['exec', 'fork', 'id'], { command: 'fork', operands: ['id'], flags }],
  ])('understands %j', async (argv, call) => {
    expect(await parse(...argv)).toEqual(call);
  });

  it('understands what the official SDK passes', async () => {
    const argv =
      'exec --experimental-json --config a=1 --config openai_base_url="http://x" --model m --sandbox workspace-write --cd /w --add-dir /a --add-dir /b --skip-git-repo-check --output-schema /s.json --config approval_policy="never" resume 0199 --image /a.png --image /b.png';
    expect(await parse(...argv.split(' '))).toEqual({
      command: 'resume',
      operands: ['0199'],
      flags: {
        ...flags,
        experimentalJson: true,
        config: ['a=1', 'openai_base_url="http://x"', 'approval_policy="never"'],
        model: 'm',
        sandbox: 'workspace-write',
        cd: '/w',
        addDir: ['/a', '/b'],
        skipGitRepoCheck: true,
        outputSchema: '/s.json',
        image: ['/a.png', '/b.png'],
      },
    });
  });

  it.each<[readonly string[], string]>([
    [['exec', '--zork'], 'commander.unknownOption'],
    [['exec', '--sandbox', 'open'], 'commander.invalidArgument'],
    [['exec', '--model'], 'commander.optionMissingArgument'],
    [['zork'], 'commander.unknownCommand'],
  ])('refuses %j', async (argv, code) => {
    await expect(parse(...argv)).rejects.toMatchObject({ code });
  });
});
