import { CodexError } from '../../domain/codex-error.js';
import type { BlockedConnection } from '../../domain/permissions/network/blocked-connection.js';
import { err, ok, type Result } from '../../domain/result.js';
import type {
  CommandOutcome,
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
} from '../../ports/process-sandbox.js';
import { InMemoryProcess, type ScriptedIo } from './in-memory-process.js';

/** What a scripted command does when it is run. */
export interface ScriptedCommand {
  /** The exact arguments that it answers to, or a condition on the plan. */
  readonly argv: readonly string[] | ((plan: SandboxPlan) => boolean);
  /** What it prints first. */
  readonly output?: readonly { readonly stream: 'stdout' | 'stderr'; readonly text: string }[];
  /** What is blocked when it starts. */
  readonly blocked?: readonly BlockedConnection[];
  /** How it ends: exit status 0 when absent; `never` runs until it is killed. */
  readonly outcome?: CommandOutcome | 'never';
  /** Plays a command that `output` and `outcome` cannot tell; they are not looked at then. */
  readonly run?: (io: ScriptedIo) => CommandOutcome | Promise<CommandOutcome>;
  /** Answers any number of times; without it the command answers once. */
  readonly repeats?: true;
}

/** How an {@link InMemorySandbox} behaves besides its script. */
export interface InMemorySandboxOptions {
  readonly capabilities?: SandboxCapabilities;
  /** Decides which requests are refused; none when absent. */
  readonly refuse?: (request: SandboxRequest) => SandboxRefusal | undefined;
}

const sandboxName = 'in-memory';

/** Plays commands from a script and keeps what it was asked. It starts no process and enforces nothing. */
export class InMemorySandbox implements ProcessSandbox {
  readonly #script: ScriptedCommand[];
  readonly #options: InMemorySandboxOptions;
  readonly #requests: SandboxRequest[] = [];
  readonly #plans: SandboxPlan[] = [];
  readonly #running = new Set<InMemoryProcess>();
  #closed = false;

  /** @param script the commands that may be run, in any order; the first that answers to a plan plays it */
  constructor(script: readonly ScriptedCommand[] = [], options: InMemorySandboxOptions = {}) {
    this.#script = [...script];
    this.#options = options;
  }

  /** Every request that was planned, refused ones included, oldest first. */
  get requests(): readonly SandboxRequest[] {
    return this.#requests;
  }

  /** Every plan that was started, oldest first. */
  get spawned(): readonly SandboxPlan[] {
    return this.#plans;
  }

  probe(): Promise<SandboxCapabilities> {
    return Promise.resolve(this.#options.capabilities ?? simulated);
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    this.#requests.push(request);
    const { argv, cwd, environment } = request;
    const refusal = this.#options.refuse?.(request) ?? refuseNull(argv);
    return refusal === undefined ? ok({ sandbox: sandboxName, argv, cwd, environment }) : err(refusal);
  }

  /** A command that the script does not know is a mistake of the test: it throws. */
  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    if (this.#closed) throw new CodexError('closed', 'the sandbox is closed; create another one');
    if (plan.sandbox !== sandboxName) {
      throw new CodexError('sandbox-refused', `this plan was made by \`${plan.sandbox}\`; call \`plan\` first`);
    }
    const command = this.#take(plan);
    this.#plans.push(plan);
    for (const blocked of command.blocked ?? []) options.onBlocked?.(blocked);
    const process = new InMemoryProcess({ plan, options, play: playerOf(command) });
    const forget = (): void => void this.#running.delete(process);
    this.#running.add(process);
    process.outcome.then(forget, forget);
    return process;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running];
    for (const process of running) process.kill();
    await Promise.allSettled(running.map(({ outcome }) => outcome));
  }

  /** Throws unless every command that answers once was run. */
  assertFinished(): void {
    const left = this.#script.filter(({ repeats }) => repeats === undefined);
    if (left.length > 0) throw new Error(`${left.length} commands of the script were not run`);
  }

  #take(plan: SandboxPlan): ScriptedCommand {
    const index = this.#script.findIndex((command) => answers(command, plan));
    const command = this.#script[index];
    if (command === undefined) throw new Error(`the script has no command for ${JSON.stringify(plan.argv)}`);
    if (command.repeats === undefined) this.#script.splice(index, 1);
    return command;
  }
}

const simulated: SandboxCapabilities = {
  status: 'available',
  sandbox: sandboxName,
  fileSystem: 'not-enforced',
  network: 'not-enforced',
  notes: ['Commands are played from a script.'],
};

function refuseNull(argv: readonly string[]): SandboxRefusal | undefined {
  if (!argv.some((argument) => argument.includes('\0'))) return undefined;
  return {
    code: 'invalid-request',
    message: 'an argument of the command contains a null character',
    remedy: 'remove the null character',
  };
}

function answers({ argv }: ScriptedCommand, plan: SandboxPlan): boolean {
  if (typeof argv === 'function') return argv(plan);
  return argv.length === plan.argv.length && argv.every((argument, index) => argument === plan.argv[index]);
}

function playerOf(command: ScriptedCommand): (io: ScriptedIo) => Promise<CommandOutcome> {
  const { run, output = [], outcome = { kind: 'exited', exitCode: 0 } } = command;
  if (run !== undefined) return async (io) => run(io);
  return async (io) => {
    for (const { stream, text } of output) io.print(stream, text);
    return outcome === 'never' ? io.untilKilled() : outcome;
  };
}
