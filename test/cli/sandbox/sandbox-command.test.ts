import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { withSeparator } from '../../../src/cli/operands.js';
import { addSandboxCommand, type ExplainCall, type SandboxCall } from '../../../src/cli/sandbox/sandbox-command.js';
import { configFlags } from '../../../src/cli/shared-flags.js';

async function parse(...argv: readonly string[]): Promise<SandboxCall | ExplainCall | undefined> {
  const program = new Command('codex-sdk').enablePositionalOptions().exitOverride();
  for (const option of configFlags()) program.addOption(option);
  let parsed: SandboxCall | ExplainCall | undefined;
  const keep = async (call: SandboxCall | ExplainCall): Promise<void> => {
    parsed = call;
  };
  addSandboxCommand(program, { run: keep, explain: keep });
  await program.parseAsync(withSeparator(argv), { from: 'user' });
  return parsed;
}

describe('the arguments of codex-sdk sandbox', () => {
  it.each<readonly [string[], SandboxCall | ExplainCall]>([
    [['sandbox', '--', 'ls', '-la'], { command: ['ls', '-la'], flags: {} }],
    [['sandbox', 'ls', '-la'], { command: ['ls', '-la'], flags: {} }],
    [['sandbox', '--', 'linux'], { command: ['linux'], flags: {} }],
    [['sandbox', '--', 'explain', 'x'], { command: ['explain', 'x'], flags: {} }],
    [['sandbox', '--', '--help'], { command: ['--help'], flags: {} }],
    [['sandbox', 'sh', '-c', 'x', '--', '-P'], { command: ['sh', '-c', 'x', '--', '-P'], flags: {} }],
    [['sandbox', 'linux', '--', 'ls'], { platform: 'linux', command: ['ls'], flags: {} }],
    [['sandbox', 'linux', 'ls', '-P'], { platform: 'linux', command: ['ls', '-P'], flags: {} }],
    [
      ['sandbox', '-P', 'careful', 'macos', '--log-denials', '-C', 'dir', '--', 'ls'],
      { platform: 'macos', command: ['ls'], flags: { permissionProfile: 'careful', logDenials: true, cd: 'dir' } },
    ],
    [['debug', 'landlock', 'ls'], { platform: 'linux', command: ['ls'], flags: {} }],
    [
      ['debug', 'seatbelt', '--full-auto', '--', 'ls'],
      { platform: 'macos', command: ['ls'], flags: { fullAuto: true } },
    ],
    [
      ['-c', 'a=1', 'sandbox', '-c', 'b=2', 'windows', '-c', 'c=3', '--', 'ls'],
      { platform: 'windows', command: ['ls'], flags: { config: ['a=1', 'b=2', 'c=3'] } },
    ],
    [['sandbox', '--add-dir', 'a', '--add-dir', 'b', 'ls'], { command: ['ls'], flags: { addDir: ['a', 'b'] } }],
    [['sandbox', '--explain', '--json', 'ls'], { command: ['ls'], flags: { explain: true, json: true } }],
    [['sandbox'], { command: [], flags: {} }],
    [['sandbox', 'explain', 'a path', '-P', 'x'], { path: 'a path', flags: { permissionProfile: 'x' } }],
    [['sandbox', 'explain', '--json', '--', '-x'], { path: '-x', flags: { json: true } }],
    [['sandbox', 'explain', 'p', '--compare', ':workspace'], { path: 'p', flags: { compare: ':workspace' } }],
  ])('%j', async (argv, call) => {
    expect(await parse(...argv)).toEqual(call);
  });
});
