import { CodexError } from '../../domain/codex-error.js';
import type { Result } from '../../domain/result.js';
import type {
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
} from '../../ports/process-sandbox.js';
import type { Unavailability } from './load-native.js';
import { NativeLauncher } from './native-launcher.js';
import { planRestrictions } from './plan-restrictions.js';
import type { WindowsSandboxLevel } from './refuse-policy.js';
import { WindowsCommand } from './windows-command.js';
import type { WindowsLauncher } from './windows-launcher.js';
import { sandboxName, type WindowsPlan } from './windows-plan.js';

/** How a {@link WindowsSandbox} works. */
export interface WindowsSandboxOptions {
  /** `hardened` by default: what cannot be held, such as keeping commands off the network, is refused. */
  readonly level?: WindowsSandboxLevel;
}

/**
 * Confines commands on Windows with a restricted token, entries in access lists, a job and a desktop of their own. Needs no administrator
 * and no helper program, but the optional package `koffi`. It holds what is written; reading and the network it cannot hold.
 *
 * Plans can be made on every platform. Entries in access lists stay on the disk: without a token of ours they mean nothing.
 */
export class WindowsSandbox implements ProcessSandbox {
  readonly #level: WindowsSandboxLevel;
  readonly #running = new Set<WindowsCommand>();
  readonly #launcher: WindowsLauncher;
  #ready: Promise<Result<void, Unavailability>> | undefined;
  #closed = false;

  constructor(options?: WindowsSandboxOptions);
  /** @internal With somebody else who starts the commands. */
  constructor(options: WindowsSandboxOptions, launcher: WindowsLauncher);
  constructor({ level = 'hardened' }: WindowsSandboxOptions = {}, launcher: WindowsLauncher = nativeLauncher()) {
    this.#level = level;
    this.#launcher = launcher;
  }

  async probe(): Promise<SandboxCapabilities> {
    const ready = await this.#prepare();
    if (!ready.ok) return { status: 'unavailable', sandbox: sandboxName, ...ready.error };
    return {
      status: 'available',
      sandbox: sandboxName,
      fileSystem: 'enforced',
      network: 'not-enforced',
      notes: notesOn(this.#level),
    };
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    return planRestrictions(request, this.#level);
  }

  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    if (this.#closed) throw new CodexError('closed', 'the sandbox is closed; create another one');
    if (!isOwnPlan(plan)) {
      throw new CodexError(
        'sandbox-refused',
        `this plan was made by \`${plan.sandbox}\`, not by the Windows sandbox; call \`plan\` first`,
      );
    }
    const command = new WindowsCommand(async (resources) => {
      const ready = await this.#prepare();
      if (!ready.ok) throw new CodexError('sandbox-unavailable', `${ready.error.message}; ${ready.error.remedy}`);
      return this.#launcher.launch(plan, options, resources);
    }, options);
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
  }

  #prepare(): Promise<Result<void, Unavailability>> {
    this.#ready ??= this.#launcher.prepare();
    return this.#ready;
  }
}

function nativeLauncher(): WindowsLauncher {
  return new NativeLauncher({ platform: process.platform, architecture: process.arch });
}

function isOwnPlan(plan: SandboxPlan): plan is WindowsPlan {
  return plan.sandbox === sandboxName && 'token' in plan;
}

function notesOn(level: WindowsSandboxLevel): readonly string[] {
  return [
    'This sandbox has been tried under wine only; no real Windows has confirmed yet that it holds.',
    'Everything that the user may read can be read, the memory of other programs included, and what everybody may write can be written.',
    'Whether programs and services outside of the sandbox act for a command that asks them to, such as through COM, has not been tried.',
    level === 'hardened'
      ? 'Profiles that keep commands off the network are refused.'
      : 'Commands are only asked to stay off the network; nothing holds them.',
  ];
}
