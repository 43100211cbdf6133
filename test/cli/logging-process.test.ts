import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import { runCliIn } from '../support/run-cli.js';
import { Workspace } from '../support/workspace.js';

const secret = 'a-secret-that-nobody-may-see';

/** Runs a turn with one command under `variables`; gives the entries as level, module and message. */
async function logged(workspace: Workspace, variables: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const { code, stdout, stderr } = await runCliIn(
    workspace,
    ['exec', '--json', '-s', 'danger-full-access', ...args, 'x'],
    { variables: { OPENAI_API_KEY: secret, CODEX_API_KEY: secret, ...variables } },
  );
  return { code, stdout, stderr, entries: entriesOf(stderr) };
}

function entriesOf(text: string): readonly string[] {
  return (text.match(/^\d{4}-.*$/gm) ?? []).map((line) => {
    const [, level, module, words] = /^\S+ (\S+) +([a-z-]+): (.*?)(?: [a-z]+=.*)?$/.exec(line) ?? [];
    return `${level} ${module}: ${words}`;
  });
}

const script = () => [reply(functionCall('c1', 'exec_command', { cmd: 'true' })), reply(message('Done.'))];
const turn = ['INFO turn: a turn starts', 'INFO turn: a turn is over'];
const asked = ['DEBUG model: the model is asked', 'DEBUG model: the model is done'];

describe('the log of the command line', () => {
  it.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{}, []],
    [{ CODEX_LOG: '' }, []],
    [{ CODEX_LOG: 'warn' }, []],
    [{ CODEX_LOG: 'info' }, turn],
    [{ RUST_LOG: 'info' }, turn],
    [{ CODEX_LOG: 'off', RUST_LOG: 'debug' }, []],
    [{ CODEX_LOG: 'warn,model=debug' }, [...asked, ...asked]],
    [{ CODEX_LOG: 'debug,model=off,turn=off' }, ['DEBUG tools: the model calls a tool']],
    [{ RUST_LOG: 'codex_core=trace,tools=debug' }, ['DEBUG tools: the model calls a tool']],
  ])('says under %j what is wanted', async (variables, expected) => {
    await using workspace = await Workspace.create(script());
    const { code, entries } = await logged(workspace, variables);
    expect([code, entries]).toEqual([0, expected]);
  });

  it('goes to a file of its own, for the user alone, and stays out of the streams', async () => {
    await using workspace = await Workspace.create(script());
    const file = workspace.outside('codex.log');
    const { stdout, stderr } = await logged(workspace, { CODEX_LOG: 'info', CODEX_LOG_FILE: file });
    expect([entriesOf(await readFile(file, 'utf8')), entriesOf(stdout), stderr]).toEqual([
      turn,
      [],
      'Reading additional input from stdin...\n',
    ]);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('keeps secrets of the environment to itself', async () => {
    await using workspace = await Workspace.create(script());
    const { entries, stderr } = await logged(workspace, { CODEX_LOG: 'trace' }, ['-c', `model="m-${secret}"`]);
    expect([entries.length > 0, stderr.includes(secret), stderr.includes('model="m-[redacted]"')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('says when its filter is not understood, and runs nevertheless', async () => {
    await using workspace = await Workspace.create(script());
    const { code, stderr } = await logged(workspace, { CODEX_LOG: 'mcp=loud' });
    expect([code, stderr.split('\n')[0]]).toEqual([
      0,
      'warning: nothing is logged: `mcp=loud` has no level; expected one of off, error, warn, info, debug, trace',
    ]);
  });
});
