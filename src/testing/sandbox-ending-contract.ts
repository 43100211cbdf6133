import type { OutputChunk } from '../ports/process-sandbox.js';
import { assert, assertEqual } from './assert.js';
import { contractCommands } from './process-sandbox-commands.js';
import { runText, type SandboxContract } from './process-sandbox-subject.js';
import { startCommand } from './run-sandboxed.js';

/** How commands end. */
export const ending: Readonly<Record<string, SandboxContract>> = {
  'passes the exit status on': async (subject) => {
    assertEqual(
      (await runText(subject, contractCommands.fail)).outcome,
      { kind: 'exited', exitCode: 3 },
      'the outcome',
    );
  },
  'says that a missing program was not started, without any output': async (subject) => {
    const { outcome, stdout, stderr } = await runText(subject, contractCommands.missing);
    assert(outcome.kind === 'not-started', `the outcome is \`${outcome.kind}\``);
    assert(outcome.message.includes(contractCommands.missing[0]), 'the message should name the program');
    assertEqual(stdout + stderr, '', 'the output');
  },
  'says that a file that cannot be executed was not started': async (subject) => {
    const { outcome } = await runText(subject, contractCommands.notExecutable);
    assert(outcome.kind === 'not-started', `the outcome is \`${outcome.kind}\``);
    assert(outcome.message.includes(contractCommands.notExecutable[0]), 'the message should name the file');
  },
  'does not wait for background processes that keep the output open': async (subject) => {
    const { outcome, stdout } = await runText(subject, contractCommands.leaveChild);
    assertEqual({ outcome, stdout }, { outcome: { kind: 'exited', exitCode: 0 }, stdout: 'done\n' }, 'the command');
  },
  'delivers nothing after the outcome': async (subject) => {
    const { sandbox, request } = subject;
    const chunks: string[] = [];
    const onOutput = ({ bytes }: OutputChunk): void => void chunks.push(new TextDecoder().decode(bytes));
    const { finished } = startCommand(sandbox, await request(contractCommands.leavePrinter), { onOutput });
    assertEqual((await finished).outcome, { kind: 'exited', exitCode: 0 }, 'the outcome');
    await runText(subject, contractCommands.awaitPrinter);
    assertEqual(chunks.join(''), 'done\n', 'the output');
  },
};
