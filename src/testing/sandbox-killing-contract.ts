import { CodexError } from '../domain/codex-error.js';
import type { CommandOutcome, SpawnOptions } from '../ports/process-sandbox.js';
import { assert, assertEqual } from './assert.js';
import { contractCommands, isQuietCommand, keepWritingCommand } from './process-sandbox-commands.js';
import {
  attempt,
  decoded,
  type ProcessSandboxSubject,
  runText,
  type SandboxContract,
} from './process-sandbox-subject.js';
import { runCommand, type StartedCommand, startCommand } from './run-sandboxed.js';

/** How commands are ended from outside. */
export const killing: Readonly<Record<string, SandboxContract>> = {
  'kills a command when its time is up, and keeps what it printed': async ({ sandbox, request }) => {
    // How long a command takes to start is not known: one that had no time to print is given more.
    for (const timeoutMs of [300, 1_500, 6_000]) {
      const { finished } = startCommand(sandbox, await request(contractCommands.hang), { timeoutMs });
      const { outcome, stdout } = decoded(await finished);
      assertEqual(outcome, { kind: 'timed-out' }, 'the outcome');
      if (stdout === 'ready\n') return;
    }
    throw new Error('what the command had printed when its time was up was not delivered');
  },
  'takes the longest time that there is': async ({ sandbox, request }) => {
    const { finished } = startCommand(sandbox, await request(contractCommands.listDirectory), {
      timeoutMs: 2_147_483_647,
    });
    assertEqual((await finished).outcome, { kind: 'exited', exitCode: 0 }, 'the outcome');
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
  'kills a command that has hardly begun': async ({ sandbox, request }) => {
    const { process, finished } = startCommand(sandbox, await request(contractCommands.hang));
    process.kill();
    assertEqual((await finished).outcome, { kind: 'aborted' }, 'the outcome');
  },
  'never runs a command whose signal has aborted before': async ({ sandbox, request }) => {
    const { finished } = startCommand(sandbox, await request(contractCommands.print), { signal: AbortSignal.abort() });
    assertEqual(decoded(await finished), { outcome: { kind: 'aborted' }, stdout: '', stderr: '' }, 'the command');
  },
  'forgets the signal of a command that has ended': async ({ sandbox, request }) => {
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    const counted: Pick<AbortSignal, 'addEventListener' | 'removeEventListener'> = {
      addEventListener: (...args: Parameters<typeof addEventListener>) => {
        listeners += 1;
        addEventListener.apply(signal, args);
      },
      removeEventListener: (...args: Parameters<typeof removeEventListener>) => {
        listeners -= 1;
        removeEventListener.apply(signal, args);
      },
    };
    await startCommand(sandbox, await request(contractCommands.print), { signal: Object.assign(signal, counted) })
      .finished;
    assert(listeners <= 0, `${listeners} listeners were left on the signal, which may live as long as the host`);
  },
  'kills all that a command started, before it tells the outcome': async (subject) => {
    if (subject.files === undefined) return;
    const controller = new AbortController();
    await killsTree(subject, { outcome: 'aborted', kill: ({ process }) => process.kill() });
    await killsTree(subject, { outcome: 'aborted', kill: () => controller.abort(), signal: controller.signal });
    await killsTree(subject, { outcome: 'timed-out', kill: () => undefined, timeoutMs: 1_000 });
  },
  'kills what runs when it is closed, and starts nothing more': async ({ sandbox, request }) => {
    if (sandbox.close === undefined) return;
    const wish = await request(contractCommands.hang);
    const { process, finished, printed } = startCommand(sandbox, wish);
    await printed;
    const ended = process.outcome.then(() => 'ended');
    await sandbox.close();
    const state: string = await Promise.race([ended, turns(20)]);
    assertEqual(state, 'ended', 'the command after `close`');
    assertEqual((await finished).outcome, { kind: 'aborted' }, 'the outcome');
    const refused = attempt(() => startCommand(sandbox, wish));
    assert(CodexError.is(refused) && refused.code === 'closed', 'nothing should be started any more');
  },
};

/** What happens to processes that outlive their command, where they are killed. */
export const killingBackground: Readonly<Record<string, SandboxContract>> = {
  'kills what a command leaves behind': async ({ sandbox, request, files }) => {
    assert(files !== undefined, 'a sandbox that kills what is left behind needs `files`');
    const path = files.inside;
    const late = ['sh', '-c', '(sleep 0.2; echo late > "$1") > /dev/null 2>&1 &', 'sh', path] as const;
    await runCommand(sandbox, await request(late));
    const check = ['sh', '-c', 'sleep 0.4; test -e "$1"', 'sh', path] as const;
    const { outcome } = await runCommand(sandbox, await request(check));
    assertEqual(outcome, { kind: 'exited', exitCode: 1 }, 'the look for the late file');
  },
};

interface Ending extends Pick<SpawnOptions, 'signal' | 'timeoutMs'> {
  readonly outcome: CommandOutcome['kind'];
  readonly kill: (started: StartedCommand) => void;
}

async function killsTree(subject: ProcessSandboxSubject, { outcome, kill, ...options }: Ending): Promise<void> {
  const { sandbox, request, files } = subject;
  const path = `${files?.inside}-${outcome}`;
  const started = startCommand(sandbox, await request(keepWritingCommand(path)), options);
  await Promise.race([started.printed, started.finished]);
  kill(started);
  assertEqual((await started.finished).outcome.kind, outcome, 'the outcome');
  const quiet = await runText(subject, isQuietCommand(path));
  assertEqual(quiet.outcome, { kind: 'exited', exitCode: 0 }, `the look for a child of a command that is ${outcome}`);
}

/** Gives promises that are settled already the time to be noticed, and nothing else. */
async function turns(count: number): Promise<'running'> {
  for (let turn = 0; turn < count; turn += 1) await undefined;
  return 'running';
}
