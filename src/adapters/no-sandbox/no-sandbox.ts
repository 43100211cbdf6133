import { CodexError } from '../../domain/codex-error.js';
import { refuseInvocation } from '../../domain/enforcement/refuse-invocation.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { err, ok, type Result } from '../../domain/result.js';
import type {
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
} from '../../ports/process-sandbox.js';
import type { LoadPseudoTerminals } from '../../ports/pseudo-terminals.js';
import { OutputPipes } from './output-pipes.js';
import { TerminalCommand } from './terminal-command.js';
import { UnconfinedCommand } from './unconfined-command.js';

const sandboxName = 'none';

/** How a {@link NoSandbox} works. */
export interface NoSandboxOptions {
  /** What becomes of processes that a command leaves behind in its process group: `left` alone by default, as a shell would. */
  readonly backgroundProcesses?: 'left' | 'killed';
  /** What makes terminals for commands that wish for one; without it they get pipes. */
  readonly terminals?: LoadPseudoTerminals;
}

/**
 * Runs commands without a sandbox, for profiles that ask for none: `disabled`, `external`, and a managed one that allows everything.
 * Whatever has to be enforced is refused.
 *
 * A command that is killed takes its process tree along.
 */
export class NoSandbox implements ProcessSandbox {
  readonly #running = new Set<SandboxedProcess>();
  readonly #pipes = new OutputPipes();
  readonly #background: 'left' | 'killed';
  readonly #loadTerminals: LoadPseudoTerminals | undefined;
  #closed = false;

  constructor({ backgroundProcesses = 'left', terminals }: NoSandboxOptions = {}) {
    this.#background = backgroundProcesses;
    this.#loadTerminals = terminals;
  }

  probe(): Promise<SandboxCapabilities> {
    return Promise.resolve({
      status: 'available',
      sandbox: sandboxName,
      fileSystem: 'not-enforced',
      network: 'not-enforced',
      notes: ['Commands run with all rights of this process.'],
    });
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    const { argv, cwd, environment, profile } = request;
    const refusal = refuseInvocation(request) ?? (needsEnforcement(profile) ? notEnforced : undefined);
    return refusal === undefined ? ok({ sandbox: sandboxName, argv, cwd, environment }) : err(refusal);
  }

  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    if (this.#closed) throw new CodexError('closed', 'the sandbox is closed; create another one');
    if (plan.sandbox !== sandboxName) {
      throw new CodexError(
        'sandbox-refused',
        `a plan of \`${plan.sandbox}\` cannot be run without it; call \`plan\` first`,
      );
    }
    const command = this.#start(plan, options);
    const forget = (): void => void this.#running.delete(command);
    this.#running.add(command);
    command.outcome.then(forget, forget);
    return command;
  }

  #start(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    const background = this.#background;
    const withPipes = (): SandboxedProcess => new UnconfinedCommand({ plan, options, pipes: this.#pipes, background });
    const { terminal: wish } = options;
    const load = this.#loadTerminals;
    return wish === undefined || load === undefined
      ? withPipes()
      : new TerminalCommand({ plan, options, wish, load, withPipes, background });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running];
    for (const command of running) command.kill();
    await Promise.allSettled(running.map(({ outcome }) => outcome));
    this.#pipes.close();
  }
}

const notEnforced: SandboxRefusal = {
  code: 'unsupported-policy',
  message: 'the profile has to be enforced, and without a sandbox nothing is',
  remedy: 'run the command in the sandbox of this platform, or choose a profile that is `disabled` or `external`',
};

function needsEnforcement(profile: PermissionProfile): boolean {
  if (profile.kind !== 'managed') return false;
  return profile.fileSystem.kind !== 'unrestricted' || profile.network !== 'enabled';
}
