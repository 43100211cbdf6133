import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  customToolCall,
  functionCall,
  message,
  reasoning,
  reply,
  replyWithUsage,
  status,
  usage,
} from '../../support/responses-server/replies.mjs';
import { runCli, runCliIn, startCli } from '../../support/run-cli.js';
import { Workspace } from '../../support/workspace.js';

const sayHello = () => replyWithUsage(usage(100, 20, { cached: 10 }), message('Hello'));
const fullAccess = ['-s', 'danger-full-access'];

/** What changes from run to run. */
const timeless = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
    .replaceAll(/in \d+(?:\.\d+)?m?s:/g, 'in TIME:')
    .replaceAll(/\/\S*\/codex-sdk-test-[^/\s]*/g, 'BASE');

const eventsOf = (stdout: string): readonly unknown[] =>
  timeless(stdout)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const textOfLastInput = (workspace: Workspace): unknown => {
  const last = workspace.server.requests.at(-1)?.body.input.at(-1);
  return (last?.content as readonly { text: string }[] | undefined)?.map(({ text }) => text).join('|');
};

describe('codex-sdk exec', () => {
  it('shows the turn on stderr and the last message alone on stdout', async () => {
    await using workspace = await Workspace.create([
      replyWithUsage(usage(100, 20, { cached: 10 }), functionCall('c1', 'exec_command', { cmd: 'echo out; exit 2' })),
      sayHello(),
    ]);
    const result = await runCli(workspace, ['exec', ...fullAccess, 'do it']);
    expect({ ...result, stderr: timeless(result.stderr) }).toEqual({
      code: 0,
      signal: null,
      stdout: 'Hello\n',
      stderr: `Reading additional input from stdin...
codex-sdk v0.1.0
--------
workdir: BASE/repository
model: gpt-5.5
provider: openai
approval: never
sandbox: danger-full-access
reasoning effort: medium
reasoning summaries: none
session id: ID
--------
user
do it
exec
/bin/bash -lc 'echo out; exit 2' in BASE/repository
 exited 2 in TIME:
out
codex
Hello
tokens used
220
`,
    });
    workspace.server.assertFinished();
  });

  it('prints the events with --json', async () => {
    await using workspace = await Workspace.create([sayHello()]);
    const result = await runCli(workspace, ['exec', '--json', 'do it']);
    expect([result.code, result.stderr, eventsOf(result.stdout)]).toEqual([
      0,
      'Reading additional input from stdin...\n',
      [
        { type: 'thread.started', thread_id: 'ID' },
        { type: 'turn.started' },
        { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text: 'Hello' } },
        {
          type: 'turn.completed',
          usage: {
            input_tokens: 100,
            cached_input_tokens: 10,
            cache_write_input_tokens: 0,
            output_tokens: 20,
            reasoning_output_tokens: 0,
          },
        },
      ],
    ]);
  });

  it.each<[string, readonly string[], string, string]>([
    ['an argument', ['do it'], '', 'do it'],
    ['an argument and a pipe', ['sum up'], 'a\nb', 'sum up\n\n<stdin>\na\nb\n</stdin>'],
    ['a pipe', [], 'do it\n', 'do it\n'],
    ['a dash', ['-'], 'do it', 'do it'],
  ])('sends the prompt of %s', async (_, args, stdin, prompt) => {
    await using workspace = await Workspace.create([sayHello()]);
    const { code } = await runCli(workspace, ['exec', '--json', ...args], stdin);
    expect([code, textOfLastInput(workspace)]).toEqual([0, prompt]);
  });

  it('does what the official SDK asks for', async () => {
    await using workspace = await Workspace.create([sayHello(), sayHello()]);
    await writeFile(workspace.outside('schema.json'), '{"type":"object"}');
    const common = [
      '--config',
      'model_verbosity="low"',
      '--config',
      `openai_base_url="${workspace.server.url}"`,
      '--model',
      'gpt-5.5',
    ];
    const options = ['--sandbox', 'danger-full-access', '--cd', workspace.directory, '--skip-git-repo-check'];
    const first = await runCli(workspace, ['exec', '--experimental-json', ...common, ...options], 'one');
    const id = /"thread_id":"([^"]+)"/.exec(first.stdout)?.[1] ?? '';
    const more = [
      '--output-schema',
      workspace.outside('schema.json'),
      '--config',
      'approval_policy="on-request"',
      'resume',
      id,
    ];
    const second = await runCli(workspace, ['exec', '--experimental-json', ...common, ...options, ...more], 'two');
    expect([first.code, second.code, second.stdout.includes(id)]).toEqual([0, 0, true]);
    const [, resumed] = workspace.server.requests;
    expect([
      resumed?.headers.authorization,
      resumed?.body.text,
      JSON.stringify(resumed?.body.input).includes('"one"'),
    ]).toEqual([
      'Bearer not a secret',
      expect.objectContaining({ format: expect.objectContaining({ schema: { type: 'object' } }) }),
      true,
    ]);
  });

  it('writes the last message to a file, and an empty one when the turn fails', async () => {
    await using workspace = await Workspace.create([sayHello(), status(400, 'no')]);
    const good = await runCli(workspace, ['exec', '-o', 'good.md', 'x']);
    const bad = await runCli(workspace, ['exec', '-o', 'bad.md', 'x']);
    expect([good.code, await workspace.read('good.md'), bad.code, await workspace.read('bad.md')]).toEqual([
      0,
      'Hello',
      1,
      '',
    ]);
    expect(bad.stderr.split('\n').filter((line) => line.startsWith('ERROR: '))).toHaveLength(1);
  });

  it('attaches images in front of the prompt', async () => {
    await using workspace = await Workspace.create([sayHello()]);
    const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    await writeFile(join(workspace.directory, 'a.png'), Buffer.from(pixel, 'base64'));
    const { code } = await runCli(workspace, ['exec', '--json', '-i', 'a.png', '--', 'look']);
    const input = JSON.stringify(workspace.server.requests[0]?.body.input.at(-1));
    expect([code, input.includes(pixel), input.includes('"look"')]).toEqual([0, true, true]);
  });

  it('shows reasoning, unless `hide_agent_reasoning` is set', async () => {
    const thinking = () => reply(reasoning('**Weighing** it'), message('Hello'));
    await using workspace = await Workspace.create([thinking(), thinking(), thinking()]);
    const shown = await runCli(workspace, ['exec', 'x']);
    const hidden = await runCli(workspace, ['exec', '-c', 'hide_agent_reasoning=true', 'x']);
    const events = await runCli(workspace, ['exec', '--json', '-c', 'hide_agent_reasoning=true', 'x']);
    expect([shown.stderr, hidden.stderr, events.stdout].map((text) => text.includes('Weighing'))).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('points at what has no effect in the configuration, once', async () => {
    await using workspace = await Workspace.create([sayHello()]);
    const config = `openai_base_url = "${workspace.server.url}"\n[tui]\n  theme = "x"\nzork = 1\n`;
    const { stderr } = await runCliIn(workspace, ['exec', 'x'], { config });
    expect(stderr.replaceAll(workspace.codexHome, 'HOME').match(/^warning: [\s\S]*?\^$/gm)).toEqual([
      'warning: HOME/config.toml:3:3: `tui.theme` has no effect: this feature does not exist here\n  |\n3 |   theme = "x"\n  |   ^',
      'warning: HOME/config.toml:4:1: unknown key `tui.zork` is ignored\n  |\n4 | zork = 1\n  | ^',
    ]);
  });

  it('shows people what a patch changed, and programs what the public Codex tells', async () => {
    const change = '*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+two\n*** End Patch\n';
    const patched = () => [reply(customToolCall('c1', 'apply_patch', change)), sayHello()];
    await using workspace = await Workspace.create([...patched(), ...patched()], { 'a.txt': 'one\n' });
    const shown = await runCli(workspace, ['exec', '-s', 'workspace-write', 'x']);
    await writeFile(join(workspace.directory, 'a.txt'), 'one\n');
    const events = await runCli(workspace, ['exec', '--json', '-s', 'workspace-write', 'x']);
    expect([/^M .*a\.txt\n[\s\S]*^-one\n\+two\n/m.test(shown.stderr), events.stdout.includes('+two')]).toEqual([
      true,
      false,
    ]);
  });

  it('keeps no session with --ephemeral', async () => {
    await using workspace = await Workspace.create([sayHello()]);
    const { code } = await runCli(workspace, ['exec', '--json', '--ephemeral', 'x']);
    expect([code, await workspace.sessions()]).toEqual([0, []]);
  });
});

describe('codex-sdk exec resume and fork', () => {
  const threadIdOf = (stdout: string): unknown =>
    (JSON.parse(stdout.split('\n')[0] ?? '') as { thread_id: unknown }).thread_id;

  it('continue what was said before', async () => {
    await using workspace = await Workspace.create(Array.from({ length: 5 }, sayHello));
    await mkdir(join(workspace.directory, 'other'));
    const run = async (...args: readonly string[]) =>
      threadIdOf((await runCli(workspace, ['exec', '--json', ...args])).stdout);
    const elsewhere = await run('-C', 'other', 'in another directory');
    const id = await run('original');
    const ids = {
      last: await run('resume', '--last', 'again'),
      fork: await run('fork', String(id), 'instead'),
      all: await run('-C', 'other', 'resume', '--last', 'more'),
    };
    expect([ids.last, ids.fork === id, ids.all]).toEqual([id, false, elsewhere]);
    const texts = workspace.server.requests.map(({ body }) =>
      JSON.stringify(body.input).match(/original|again|instead|in another directory|more/g),
    );
    expect(texts).toEqual([
      ['in another directory'],
      ['original'],
      ['original', 'again'],
      ['original', 'again', 'instead'],
      ['in another directory', 'more'],
    ]);
  });

  it('start anew when there is nothing to continue, and say so', async () => {
    await using workspace = await Workspace.create([sayHello()]);
    const { code, stderr } = await runCli(workspace, ['exec', '--json', 'resume', '--last', 'x']);
    expect([code, stderr.split('\n')[1]]).toEqual([0, 'There is no saved session to resume; starting a new one.']);
  });
});

describe('codex-sdk exec, called wrongly or in the wrong place', () => {
  it.each<[readonly string[], number, string]>([
    [['exec', '--zork'], 2, "error: unknown option '--zork'\nRun it with --help for more.\n"],
    [
      ['exec', '--sndbox', 'x'],
      2,
      "error: unknown option '--sndbox'\n(Did you mean --sandbox?)\nRun it with --help for more.\n",
    ],
    [['exec', 'do', 'it'], 2, 'error: unexpected argument `it`; put a prompt of several words in quotes\n'],
    [['exec', 'resume'], 2, 'error: the id of a session is missing; pass one, or `--last` for the newest\n'],
    [['exec'], 1, 'Reading prompt from stdin...\nError: no prompt was provided via stdin\n'],
    [
      ['exec', '--json', '-c', 'nokey', 'x'],
      1,
      'Reading additional input from stdin...\nError: the option `configOverrides` (`-c`): `nokey` is not an override; expected `key=value`\n',
    ],
    [
      ['exec', '--json', '-c', 'sandbox_mode=open', 'x'],
      1,
      'Reading additional input from stdin...\nError: the option `configOverrides` (`-c`): `sandbox_mode` must be one of `read-only`, `workspace-write`, `danger-full-access`; found the string `open`\n',
    ],
    [
      ['exec', '--output-schema', 'nope.json', 'x'],
      1,
      "Error: cannot read the output schema file `nope.json`: ENOENT: no such file or directory, open 'BASE/repository/nope.json'\n",
    ],
  ])('%j ends with %i', async (args, code, stderr) => {
    await using workspace = await Workspace.create([]);
    const result = await runCli(workspace, args);
    expect({ ...result, stderr: timeless(result.stderr) }).toEqual({ code, signal: null, stdout: '', stderr });
  });

  it.each<[readonly string[], string]>([
    [['-C', '/'], 'or set the flag `--skip-git-repo-check`'],
    [['-C', 'nope'], 'or set the flag `--cd`'],
  ])('%j names the flag that helps', async (args, advice) => {
    await using workspace = await Workspace.create([]);
    const { stderr } = await runCli(workspace, ['exec', '--json', ...args, 'x']);
    expect(stderr.trimEnd().endsWith(advice)).toBe(true);
  });

  it.each<[string, readonly string[]]>([
    ['a directory that is not there', ['-C', 'nope']],
    ['a place outside of a repository', ['-C', '/']],
    ['an unknown setting in strict mode', ['--strict-config', '-c', 'zork=1']],
    ['an unknown provider', ['-c', 'model_provider=zork']],
    ['an unknown session', ['resume', '0199c0de-0000-7000-8000-000000000000']],
  ])('%s ends with 1 and one line of explanation', async (_, args) => {
    await using workspace = await Workspace.create([]);
    const { code, stdout, stderr } = await runCli(workspace, ['exec', '--json', ...args, '-'], 'x');
    expect([code, stdout, stderr.split('\n').length, stderr.startsWith('Error: ')]).toEqual([1, '', 2, true]);
  });
});

describe('codex-sdk exec, asked to stop', () => {
  /** The command keeps a pipe open: its other end sees the first byte when the command runs, and the end when it is gone. */
  const sleepWithPipe = () => [
    reply(functionCall('c1', 'exec_command', { cmd: 'exec 3> alive; echo here >&3; sleep 600' })),
  ];

  it.each<[NodeJS.Signals, string, number | null, NodeJS.Signals | null]>([
    ['SIGINT', 'danger-full-access', 1, null],
    ['SIGTERM', 'danger-full-access', null, 'SIGTERM'],
    ['SIGINT', 'workspace-write', 1, null],
    ['SIGTERM', 'workspace-write', null, 'SIGTERM'],
  ])('by %s ends at once, with its commands under %s, and keeps the session', async (signal, mode, code, endedBy) => {
    await using workspace = await Workspace.create(sleepWithPipe());
    execFileSync('mkfifo', [join(workspace.directory, 'alive')]);
    const call = await startCli(workspace, ['exec', '--json', '-s', mode, 'x']);
    const alive = createReadStream(join(workspace.directory, 'alive'));
    await once(alive, 'data');
    call.process.kill(signal);
    const [result] = await Promise.all([call.result, once(alive, 'end')]);
    expect([result.code, result.signal, /turn\.(completed|failed)/.test(result.stdout)]).toEqual([
      code,
      endedBy,
      false,
    ]);
    const [session] = await workspace.sessions();
    expect(JSON.stringify(session?.at(-1))).toContain('turn_aborted');
  });

  it('by a reader that went away ends at once', async () => {
    await using workspace = await Workspace.create(sleepWithPipe());
    const call = await startCli(workspace, ['exec', '--json', ...fullAccess, 'x']);
    call.process.stdout.destroy();
    const { code } = await call.result;
    expect(code).toBe(1);
  });

  it('while it reads its input ends at once', async () => {
    await using workspace = await Workspace.create([]);
    const call = await startCli(workspace, ['exec', 'x'], 'open');
    await once(call.process.stderr, 'data');
    call.process.kill('SIGINT');
    const { code, stdout } = await call.result;
    expect([code, stdout]).toEqual([1, '']);
  });
});

describe('codex-sdk', () => {
  it('tells its version', async () => {
    await using workspace = await Workspace.create([]);
    const manifest = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await runCli(workspace, ['--version'])).toEqual({
      code: 0,
      signal: null,
      stdout: `${manifest.version}\n`,
      stderr: '',
    });
  });

  it.each([[['--help']], [['exec', '--help']], [['exec', 'resume', '--help']]])('explains %j', async (args) => {
    await using workspace = await Workspace.create([]);
    const { code, stdout, stderr } = await runCli(workspace, args);
    expect([code, stdout.startsWith('Usage: codex-sdk'), stderr]).toEqual([0, true, '']);
  });
});
