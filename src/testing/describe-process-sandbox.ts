import { assertEqual } from './assert.js';
import type { DefineTest } from './define-test.js';
import { contractCommands } from './process-sandbox-commands.js';
import { type ProcessSandboxSubject, runText, type SandboxContract } from './process-sandbox-subject.js';
import { confiningFiles, confiningNetwork } from './sandbox-confining-contract.js';
import { ending } from './sandbox-ending-contract.js';
import { killing, killingBackground } from './sandbox-killing-contract.js';
import { planning } from './sandbox-planning-contract.js';
import { opensByName, running } from './sandbox-running-contract.js';
import { withSubject } from './with-subject.js';

/** What sandboxes may differ in. A sandbox whose probe says that it enforces something has to say so here, and is held to it. */
export interface ProcessSandboxSupport {
  /** Whether the rules about files hold: writing outside of the workspace fails, and so does what a profile forbids in it. */
  readonly fileSystem: 'enforced' | 'not-enforced';
  /** Whether a profile can keep commands off the network: `not-enforced` by default. */
  readonly network?: 'enforced' | 'not-enforced';
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

/** What is held to the contract of `ProcessSandbox`, and how. */
export interface ProcessSandboxDescription {
  /** Begins the name of every test. */
  readonly name: string;
  readonly supports: ProcessSandboxSupport;
  /** After how many milliseconds a test fails that waits in vain: 30,000 by default. A test framework may have a limit of its own. */
  readonly deadlineMs?: number;
}

/**
 * The contract of `ProcessSandbox`: what every implementation has to do, however it confines commands. `create` is called for each test; whatever
 * runs a named function can be the `test` of `runner`.
 */
export function describeProcessSandbox(
  runner: { readonly test: DefineTest },
  { name, supports, deadlineMs = 30_000 }: ProcessSandboxDescription,
  create: () => Promise<ProcessSandboxSubject>,
): void {
  const contract = (sentence: string, run: SandboxContract): void =>
    runner.test(`${name} ${sentence}`, () => withSubject(create, (subject) => before(run(subject), deadlineMs)));
  const contracts = (demands: Readonly<Record<string, SandboxContract>>): void => {
    for (const [sentence, run] of Object.entries(demands)) contract(sentence, run);
  };

  contract('promises in its probe what it is held to here', (subject) => keepsPromise(subject, supports));
  contracts(planning);
  contracts(running);
  contracts(ending);
  contracts(killing);
  if (supports.signals !== 'none') contract('tells the signal that ended a command', tellsSignal);
  if (supports.streamNames !== 'closed') contract('lets commands open their streams by name', opensByName);
  if (supports.backgroundProcesses === 'killed') contracts(killingBackground);
  if (supports.fileSystem === 'enforced') contracts(confiningFiles);
  if (supports.network === 'enforced') contracts(confiningNetwork);
}

async function keepsPromise({ sandbox }: ProcessSandboxSubject, supports: ProcessSandboxSupport): Promise<void> {
  const { fileSystem, network = 'not-enforced' } = supports;
  const probed = await sandbox.probe();
  assertEqual(probed.status, 'available', 'the status');
  if (probed.status !== 'available') return;
  assertEqual({ fileSystem: probed.fileSystem, network: probed.network }, { fileSystem, network }, 'the probe');
}

async function tellsSignal(subject: ProcessSandboxSubject): Promise<void> {
  const { outcome } = await runText(subject, contractCommands.endBySignal);
  assertEqual(outcome, { kind: 'signalled', signal: 'SIGTERM', exitCode: 143 }, 'the outcome');
}

/** Not every test framework has a limit, and a plain loop has none. */
async function before(work: Promise<void>, deadlineMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const expired = new Promise<never>((_, reject) => {
    const message = `the sandbox did not do this within ${deadlineMs} ms: something that was waited for never came`;
    timer = setTimeout(() => reject(new Error(message)), deadlineMs);
  });
  try {
    await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
