import { CodexError } from '../domain/codex-error.js';
import { assert, assertEqual } from './assert.js';
import { contractCommands } from './process-sandbox-commands.js';
import { attempt, decoded, runText, type SandboxContract } from './process-sandbox-subject.js';
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
  'kills a command when its time is up': async ({ sandbox, request }) => {
    const { finished } = startCommand(sandbox, await request(contractCommands.hang), { timeoutMs: 300 });
    assertEqual((await finished).outcome, { kind: 'timed-out' }, 'the outcome');
  },
  'kills a command when its signal aborts': async ({ sandbox, request }) => {
    const controller = new AbortController();
    const { finished, printed } = startCommand(sandbox, await request(contractCommands.hang), {
      signal: controller.signal,
    });
    await printed;
    controller.abort();
    const { outcome, stdout } = decoded(await finished);
    assertEqual({ outcome, stdout }, { outcome: { kind: 'aborted' }, stdout: 'ready\n' }, 'the command');
  },
  'kills a command on request, and takes further requests': async ({ sandbox, request }) => {
    const { process, finished, printed } = startCommand(sandbox, await request(contractCommands.hang));
    await printed;
    process.kill();
    process.kill();
    assertEqual((await finished).outcome, { kind: 'aborted' }, 'the outcome');
  },
  'never runs a command whose signal has aborted before': async ({ sandbox, request }) => {
    const { finished } = startCommand(sandbox, await request(contractCommands.print), { signal: AbortSignal.abort() });
    assertEqual(decoded(await finished), { outcome: { kind: 'aborted' }, stdout: '', stderr: '' }, 'the command');
  },
  'does not wait for background processes that keep the output open': async (subject) => {
    const { outcome, stdout } = await runText(subject, contractCommands.leaveChild);
    assertEqual({ outcome, stdout }, { outcome: { kind: 'exited', exitCode: 0 }, stdout: 'done\n' }, 'the command');
  },
  'kills what runs when it is closed, and starts nothing more': async ({ sandbox, request }) => {
    if (sandbox.close === undefined) return;
    const wish = await request(contractCommands.hang);
    const { finished, printed } = startCommand(sandbox, wish);
    await printed;
    await sandbox.close();
    assertEqual((await finished).outcome, { kind: 'aborted' }, 'the outcome');
    const refused = attempt(() => startCommand(sandbox, wish));
    assert(CodexError.is(refused) && refused.code === 'closed', 'nothing should be started any more');
  },
};
