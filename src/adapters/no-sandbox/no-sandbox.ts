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
import { OutputPipes } from './output-pipes.js';
import { UnconfinedCommand } from './unconfined-command.js';

const sandboxName = 'none';

/** How a {@link NoSandbox} works. */
export interface NoSandboxOptions {
  /** What becomes of processes that a command leaves behind in its process group: `left` alone by default, as a shell would. */
  readonly backgroundProcesses?: 'left' | 'killed';
}

/**
 * Runs commands without a sandbox, for profiles that ask for none: `disabled`, `external`, and a managed one that allows everything.
 * Whatever has to be enforced is refused.
 *
 * A command that is killed takes its process tree along.
 */
export class NoSandbox implements ProcessSandbox {
  readonly #running = new Set<UnconfinedCommand>();
  readonly #pipes = new OutputPipes();
  readonly #background: 'left' | 'killed';
  #closed = false;

  constructor({ backgroundProcesses = 'left' }: NoSandboxOptions = {}) {
    this.#background = backgroundProcesses;
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
    const command = new UnconfinedCommand({ plan, options, pipes: this.#pipes, background: this.#background });
    const forget = (): void => void this.#running.delete(command);
    this.#running.add(command);
    command.outcome.then(forget, forget);
    return command;
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
