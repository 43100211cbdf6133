import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CliResult, runCliIn } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';

const rules = `prefix_rule(pattern=["git", "push"], decision="prompt", justification="net")
prefix_rule(pattern=["git"], decision="allow")
prefix_rule(pattern=["rm"], decision="forbidden")
host_executable(name="git", paths=["/usr/bin/git"])
`;

async function check(...args: readonly string[]): Promise<CliResult> {
  await using workspace = await Workspace.create([], { 'a.rules': rules, 'bad.rules': 'nonsense(\n' });
  await writeFile(
    join(workspace.directory, 'more.rules'),
    'prefix_rule(pattern=["git", "push"], decision="forbidden")\n',
  );
  return await runCliIn(workspace, ['execpolicy', 'check', ...args], {});
}

const push = { matchedPrefix: ['git', 'push'], decision: 'prompt', justification: 'net' };
const git = { matchedPrefix: ['git'], decision: 'allow' };

describe('codex-sdk execpolicy check', () => {
  it.each<readonly [string, readonly string[], unknown]>([
    [
      'the strictest rule that matches',
      ['--rules', 'a.rules', '--', 'git', 'push', '-f'],
      { matchedRules: [{ prefixRuleMatch: push }, { prefixRuleMatch: git }], decision: 'prompt' },
    ],
    ['nothing where no rule matches', ['--rules', 'a.rules', '--', 'ls', '--rules'], { matchedRules: [] }],
    ['nothing about a path', ['--rules', 'a.rules', '--', '/usr/bin/git', 'log'], { matchedRules: [] }],
    [
      'what several files say together',
      ['-r', 'a.rules', '-r', 'more.rules', 'git', 'push'],
      {
        matchedRules: [
          { prefixRuleMatch: push },
          { prefixRuleMatch: git },
          { prefixRuleMatch: { matchedPrefix: ['git', 'push'], decision: 'forbidden' } },
        ],
        decision: 'forbidden',
      },
    ],
  ])('prints %s', async (_, args, printed) => {
    const { code, stdout, stderr } = await check(...args);
    expect([code, JSON.parse(stdout), stdout.trimEnd().split('\n').length, stderr]).toEqual([0, printed, 1, '']);
  });

  it('finds a rule through the paths of its program', async () => {
    const { stdout } = await check('-r', 'a.rules', '--resolve-host-executables', '--', '/usr/bin/git', 'log');
    expect(JSON.parse(stdout)).toEqual({
      matchedRules: [{ prefixRuleMatch: { ...git, resolvedProgram: '/usr/bin/git' } }],
      decision: 'allow',
    });
  });

  it('prints several lines on request', async () => {
    const { stdout } = await check('-r', 'a.rules', '--pretty', '--', 'ls');
    expect(stdout).toBe('{\n  "matchedRules": []\n}\n');
  });

  it.each<readonly [string, readonly string[], number, RegExp]>([
    ['a file that is missing', ['-r', 'none.rules', '--', 'ls'], 1, /^Error: cannot read the rules in `none.rules`/],
    ['a file that is wrong', ['-r', 'bad.rules', '--', 'ls'], 1, /^Error: .*bad\.rules/],
    ['no rules', ['--', 'ls'], 2, /^error: `--rules` is missing\n$/],
    ['no command', ['-r', 'a.rules'], 2, /^error: the command is missing\n$/],
  ])('fails for %s', async (_, args, code, reason) => {
    const result = await check(...args);
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toMatch(reason);
  });
});
