import { assertEqual } from './assert.js';
import { contractCommands, echoCommand, floodBytes, oddArguments } from './process-sandbox-commands.js';
import { decoded, runText, type SandboxContract } from './process-sandbox-subject.js';
import { runCommand, startCommand } from './run-sandboxed.js';

/** What passes between a command and its caller. */
export const running: Readonly<Record<string, SandboxContract>> = {
  'delivers both streams before the outcome': async (subject) => {
    const expected = { outcome: { kind: 'exited', exitCode: 0 }, stdout: 'out\n', stderr: 'err\n' } as const;
    assertEqual(await runText(subject, contractCommands.print), expected, 'the command');
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
