import type { OutputChunk } from '../ports/process-sandbox.js';
import { assert, assertEqual } from './assert.js';
import {
  contractCommands,
  echoCommand,
  floodBytes,
  isDirectoryCommand,
  oddArguments,
} from './process-sandbox-commands.js';
import { decoded, type ProcessSandboxSubject, runText, type SandboxContract } from './process-sandbox-subject.js';
import { runCommand, startCommand } from './run-sandboxed.js';

/** What passes between a command and its caller. */
export const running: Readonly<Record<string, SandboxContract>> = {
  'delivers both streams before the outcome': async (subject) => {
    const expected = { outcome: { kind: 'exited', exitCode: 0 }, stdout: 'out\n', stderr: 'err\n' } as const;
    assertEqual(await runText(subject, contractCommands.print), expected, 'the command');
  },
  'runs a command in its directory': async (subject) => {
    const { cwd } = await subject.request(contractCommands.print);
    const { outcome } = await runText(subject, isDirectoryCommand(cwd));
    assertEqual(outcome, { kind: 'exited', exitCode: 0 }, 'the look whether it is there');
  },
  'delivers output while the command runs': async ({ sandbox, request }) => {
    const { process, finished, printed } = startCommand(sandbox, await request(contractCommands.echoLine), {
      stdin: 'open',
    });
    await printed;
    process.write(new TextEncoder().encode('go on\n'));
    process.end();
    assertEqual(decoded(await finished).stdout, 'ready\ngo on\n', 'the output');
  },
  'passes arguments on as they are': async (subject) => {
    const { stdout } = await runText(subject, contractCommands.showArguments);
    assertEqual(stdout, oddArguments.map((argument) => `[${argument}]`).join(''), 'the arguments');
  },
  'gives the command its environment and no other': async (subject) => {
    const wish = await subject.request(contractCommands.showEnvironment);
    const environment = { PATH: wish.environment.PATH ?? '/usr/bin:/bin', LD_AUDIT: '', GREETING: 'grüß "dich"' };
    const { stdout } = decoded(await runCommand(subject.sandbox, { ...wish, environment }));
    const own = /^(?:PWD|CODEX_\w+)=/;
    const lines = stdout.split('\n').filter((line) => line !== '' && !own.test(line));
    assertEqual(
      lines.sort(),
      Object.entries(environment)
        .map(([key, value]) => `${key}=${value}`)
        .sort(),
      'the environment',
    );
  },
  'delivers bytes unchanged': async ({ sandbox, request }) => {
    const { stdout } = await runCommand(sandbox, await request(contractCommands.printBytes));
    assertEqual([...stdout], [0, 255, 128, 10], 'the bytes');
  },
  'delivers large output completely': async ({ sandbox, request }) => {
    const { stdout } = await runCommand(sandbox, await request(contractCommands.flood));
    assertEqual(stdout.length, floodBytes, 'the number of bytes');
  },
  'waits for a caller that holds output back': async (subject) => {
    const { sandbox, request } = subject;
    const sizes: number[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const onOutput = ({ bytes }: OutputChunk): Promise<void> | undefined =>
      sizes.push(bytes.length) === 1 ? held : undefined;
    const { finished, printed } = startCommand(sandbox, await request(contractCommands.flood), { onOutput });
    await printed;
    await runText(subject, contractCommands.listDirectory);
    const pieces = sizes.length;
    letGo();
    assertEqual((await finished).stdout.length, floodBytes, 'the number of bytes');
    assertEqual(pieces, 1, 'the number of pieces that came while the first one was being taken');
  },
  'runs a command that wishes for a terminal, with pipes where there are none': async ({ sandbox, request }) => {
    let given = false;
    const onGiven = (): void => {
      given = true;
    };
    const terminal = { columns: 80, rows: 24, onGiven };
    const ran = decoded(await startCommand(sandbox, await request(contractCommands.print), { terminal }).finished);
    assertEqual(ran.outcome, { kind: 'exited', exitCode: 0 }, 'the outcome');
    const { stdout, stderr } = ran;
    const lines = stdout.split(/\r?\n/).filter((line) => line !== '');
    if (given) assertEqual({ lines: lines.sort(), stderr }, { lines: ['err', 'out'], stderr: '' }, 'the terminal');
    else assertEqual({ stdout, stderr }, { stdout: 'out\n', stderr: 'err\n' }, 'the output');
  },
  'runs a command while another one runs': async ({ sandbox, request }) => {
    const first = startCommand(sandbox, await request(contractCommands.hang));
    await first.printed;
    const { stdout } = decoded(await runCommand(sandbox, await request(echoCommand('meanwhile'))));
    first.process.kill();
    await first.finished;
    assertEqual(stdout, 'meanwhile\n', 'the output');
  },
  'ends input at once when it is closed': async (subject) => {
    assertEqual((await runText(subject, contractCommands.copyInput)).stdout, '', 'the output');
  },
  'passes input on when it is open': async ({ sandbox, request }) => {
    const { process, finished } = startCommand(sandbox, await request(contractCommands.copyInput), { stdin: 'open' });
    process.write(new TextEncoder().encode('first '));
    process.write(new TextEncoder().encode('second'));
    process.end();
    assertEqual(decoded(await finished).stdout, 'first second', 'the output');
  },
  'takes input for a command that has ended': async ({ sandbox, request }) => {
    const { process, finished } = startCommand(sandbox, await request(contractCommands.fail), { stdin: 'open' });
    await finished;
    process.write(new Uint8Array(100_000));
    process.end();
    process.kill();
  },
  'runs many commands at once': async ({ sandbox, request }) => {
    const texts = Array.from({ length: 20 }, (_, index) => `command ${index}`);
    const ran = await Promise.all(texts.map(async (text) => runCommand(sandbox, await request(echoCommand(text)))));
    assertEqual(
      ran.map((it) => decoded(it).stdout),
      texts.map((text) => `${text}\n`),
      'the outputs',
    );
  },
};

/** Holds where pipes have names. */
export async function opensByName(subject: ProcessSandboxSubject): Promise<void> {
  const { outcome, stdout, stderr } = await runText(subject, contractCommands.printThroughDevices);
  assert(
    outcome.kind === 'exited' && outcome.exitCode === 0,
    `a command cannot open \`/dev/stdout\`: ${stderr.trim()}; pass pipes to it, or say \`streamNames: 'closed'\``,
  );
  assertEqual({ stdout, stderr }, { stdout: 'out\n', stderr: 'err\n' }, 'the output');
}
