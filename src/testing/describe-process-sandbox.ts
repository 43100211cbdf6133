import { assert, assertEqual } from './assert.js';
import type { DefineTest } from './define-test.js';
import { contractCommands, readFileCommand, writeFileCommand } from './process-sandbox-commands.js';
import { type ProcessSandboxSubject, runText, type SandboxContract } from './process-sandbox-subject.js';
import { runCommand } from './run-sandboxed.js';
import { ending } from './sandbox-ending-contract.js';
import { planning } from './sandbox-planning-contract.js';
import { running } from './sandbox-running-contract.js';

/** What sandboxes may differ in. */
export interface ProcessSandboxSupport {
  /** Whether writing outside of the workspace fails. */
  readonly fileSystem: 'enforced' | 'not-enforced';
  /** What becomes of background processes when their command ends. */
  readonly backgroundProcesses: 'killed' | 'left';
  /**
   * Whether a command can open its output by name, as `/dev/stdout`: `open` by default. Those of `node:child_process` are `closed`, because it
   * makes sockets, not pipes.
   */
  readonly streamNames?: 'open' | 'closed';
  /** Whether commands can be ended by signals that the outcome names: `told` by default; Windows has `none`. */
  readonly signals?: 'told' | 'none';
}

/** The contract of `ProcessSandbox`: what every implementation has to do, however it confines commands. */
export function describeProcessSandbox(
  runner: { readonly test: DefineTest },
  { name, supports }: { readonly name: string; readonly supports: ProcessSandboxSupport },
  create: () => Promise<ProcessSandboxSubject>,
): void {
  const contract = (sentence: string, run: SandboxContract): void =>
    runner.test(`${name} ${sentence}`, async () => {
      const subject = await create();
      try {
        await run(subject);
      } finally {
        await subject.cleanUp?.();
      }
    });

  for (const [sentence, run] of Object.entries(planning)) contract(sentence, run);
  for (const [sentence, run] of Object.entries(running)) contract(sentence, run);
  for (const [sentence, run] of Object.entries(ending)) contract(sentence, run);
  if (supports.signals !== 'none') contract('tells the signal that ended a command', tellsSignal);
  if (supports.streamNames !== 'closed') contract('lets commands open their streams by name', opensByName);
  if (supports.backgroundProcesses === 'killed') contract('kills what a command leaves behind', killsBackground);
  if (supports.fileSystem === 'enforced') contract('keeps commands from writing outside of the workspace', confines);
}

async function tellsSignal(subject: ProcessSandboxSubject): Promise<void> {
  const { outcome } = await runText(subject, contractCommands.endBySignal);
  assertEqual(outcome, { kind: 'signalled', signal: 'SIGTERM', exitCode: 143 }, 'the outcome');
}

async function opensByName(subject: ProcessSandboxSubject): Promise<void> {
  const { outcome, stdout, stderr } = await runText(subject, contractCommands.printThroughDevices);
  assert(
    outcome.kind === 'exited' && outcome.exitCode === 0,
    `a command cannot open \`/dev/stdout\`: ${stderr.trim()}; pass pipes to it, or say \`streamNames: 'closed'\``,
  );
  assertEqual({ stdout, stderr }, { stdout: 'out\n', stderr: 'err\n' }, 'the output');
}

async function killsBackground({ sandbox, request, files }: ProcessSandboxSubject): Promise<void> {
  assert(files !== undefined, 'a sandbox that kills what is left behind needs `files`');
  const path = files.inside;
  const late = ['sh', '-c', '(sleep 0.2; echo late > "$1") > /dev/null 2>&1 &', 'sh', path] as const;
  await runCommand(sandbox, await request(late));
  const check = ['sh', '-c', 'sleep 0.4; test -e "$1"', 'sh', path] as const;
  const { outcome } = await runCommand(sandbox, await request(check));
  assertEqual(outcome, { kind: 'exited', exitCode: 1 }, 'the look for the late file');
}

async function confines(subject: ProcessSandboxSubject): Promise<void> {
  const { files } = subject;
  assert(files !== undefined, 'a sandbox that enforces needs `files`');
  assertEqual(
    (await runText(subject, writeFileCommand(files.inside, 'kept'))).outcome.kind,
    'exited',
    'the write inside',
  );
  assertEqual((await runText(subject, readFileCommand(files.inside))).stdout, 'kept', 'the file inside');
  const { outcome } = await runText(subject, writeFileCommand(files.outside, 'escaped'));
  assert(outcome.kind === 'exited' && outcome.exitCode !== 0, 'the write outside should have failed');
  assert(
    !(await runText(subject, readFileCommand(files.outside))).stdout.includes('escaped'),
    'the write outside arrived',
  );
}
