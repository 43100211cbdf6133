import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SandboxMode } from '../../src/index.js';
import { functionCall, message, reply } from '../support/responses-server/replies.mjs';
import type { CapturedRequest, OutputItem } from '../support/responses-server/wire.mjs';
import { Workspace } from '../support/workspace.js';

/** What is typed next, once what was printed so far ends as expected. */
type Typing = readonly { readonly after: string; readonly chars: string }[];

const lastOutput = ({ body }: CapturedRequest): string => String(body.input.at(-1)?.output ?? '');
const sessionOf = (output: string): number => Number(/session ID (\d+)/.exec(output)?.[1]);
const printedIn = (output: string): string => output.slice(output.indexOf('Output:\n') + 'Output:\n'.length);

/** Plays a turn in which the model runs a command in a terminal, types, and reads on until the command has ended. */
async function play(
  script: string,
  typing: Typing,
  { sandboxMode = 'workspace-write', level = 'hardened', tty = true }: Options = {},
): Promise<{ readonly printed: string; readonly exitCode: number | null | undefined }> {
  const left = [...typing];
  let printed = '';
  let session: number | undefined;
  const next = (): OutputItem => {
    const [typed] = left;
    const ready = typed !== undefined && printed.endsWith(typed.after);
    if (ready) left.shift();
    return functionCall('c', 'write_stdin', { session_id: session, chars: ready ? typed.chars : '' });
  };
  await using workspace = await Workspace.create((request) => {
    const output = lastOutput(request);
    if (output === '') {
      return reply(functionCall('c', 'exec_command', { cmd: script, login: false, tty, yield_time_ms: 250 }));
    }
    printed += printedIn(output);
    session ??= sessionOf(output);
    return output.includes('exited with code') ? reply(message('done')) : reply(next());
  });
  const thread = workspace
    .codex({ sandbox: { level } })
    .startThread({ workingDirectory: workspace.directory, sandboxMode });
  const { items } = await thread.run('go');
  const [item] = items.filter(({ type }) => type === 'command_execution');
  return { printed, exitCode: item?.type === 'command_execution' ? item.exit_code : undefined };
}

interface Options {
  readonly sandboxMode?: SandboxMode;
  readonly level?: 'hardened' | 'compatibility';
  readonly tty?: boolean;
}

const interrupted = '\u0003';

describe.runIf(process.platform === 'linux').each<Required<Omit<Options, 'tty'>>>([
  { sandboxMode: 'workspace-write', level: 'hardened' },
  { sandboxMode: 'workspace-write', level: 'compatibility' },
  { sandboxMode: 'danger-full-access', level: 'hardened' },
])('a command in a terminal under $sandboxMode, $level', (options) => {
  it('has it as input, output and errors, in a size that programs expect, and in charge', async () => {
    const script =
      'test -t 0 && test -t 1 && test -t 2 && stty size && echo reached > /dev/tty; echo error >&2; exit 3';
    expect(await play(script, [], options)).toEqual({ printed: '24 80\r\nreached\r\nerror\r\n', exitCode: 3 });
  });

  it('reads what is typed, and sees its end', async () => {
    const typing = [
      { after: 'name? ', chars: 'Ada\n' },
      { after: 'Ada\r\nhello Ada\r\n', chars: '\u0004' },
    ];
    const script = 'printf "name? "; read name; echo hello $name; cat; echo over';
    expect(await play(script, typing, options)).toEqual({
      printed: 'name? Ada\r\nhello Ada\r\nover\r\n',
      exitCode: 0,
    });
  });

  it('is interrupted by Ctrl-C, and may do something about it', async () => {
    const script = 'trap "echo caught; exit 5" INT; echo ready; while :; do sleep 0.1; done';
    expect(await play(script, [{ after: 'ready\r\n', chars: interrupted }], options)).toEqual({
      printed: 'ready\r\n^Ccaught\r\n',
      exitCode: 5,
    });
  });

  it('ends by Ctrl-C when it does nothing about it', async () => {
    const { exitCode } = await play('echo ready; sleep 600', [{ after: 'ready\r\n', chars: interrupted }], options);
    expect(exitCode).toBe(130);
  });

  it('dies with everything it started when the thread is closed', async () => {
    const seconds = `600.${process.pid}${options.level.length}${options.sandboxMode.length}`;
    await using workspace = await Workspace.create((request) =>
      lastOutput(request) === ''
        ? reply(
            functionCall('c', 'exec_command', {
              cmd: `sleep ${seconds} & setsid sleep ${seconds} & echo started; wait`,
              login: false,
              tty: true,
              yield_time_ms: 1_000,
            }),
          )
        : reply(message('done')),
    );
    const codex = workspace.codex({ sandbox: { level: options.level } });
    const thread = codex.startThread({
      workingDirectory: workspace.directory,
      sandboxMode: options.sandboxMode,
    });
    await thread.run('go');
    expect(processesWith(seconds)).toBeGreaterThanOrEqual(2);
    await thread[Symbol.asyncDispose]();
    await expect.poll(() => processesWith(seconds), { timeout: 5_000 }).toBe(0);
  });
});

describe.runIf(process.platform === 'linux')('what a confined command cannot do to its terminal', () => {
  it.each(['hardened', 'compatibility'] as const)('is type in it, in the level %s', async (level) => {
    const script = String.raw`perl -e 'ioctl(STDIN, 0x5412, my $key = "x") or print "refused\n"'`;
    expect((await play(script, [], { level })).printed).toBe('refused\r\n');
  });
});

describe.runIf(process.platform === 'linux')('a command without a terminal', () => {
  it('has none, as before', async () => {
    expect((await play('test -t 0 || test -t 1 || echo none', [], { tty: false })).printed).toBe('none\n');
  });
});

/** How many processes of this machine have a text among their arguments. */
function processesWith(text: string): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && argumentsOf(name).includes(text)).length;
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
