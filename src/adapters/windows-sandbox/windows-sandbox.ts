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
import { AccessKeeper } from './access-keeper.js';
import { launchCommand } from './launch-command.js';
import { loadNative, type Machine, type Unavailability } from './load-native.js';
import type { NativeFunctions } from './native-functions.js';
import { planRestrictions } from './plan-restrictions.js';
import type { WindowsSandboxLevel } from './refuse-policy.js';
import { WindowsCommand } from './windows-command.js';
import { sandboxName, type WindowsPlan } from './windows-plan.js';

/** How a {@link WindowsSandbox} works. */
export interface WindowsSandboxOptions {
  /** `hardened` by default: what cannot be held, such as keeping commands off the network, is refused. */
  readonly level?: WindowsSandboxLevel;
}

/** What is needed to run anything. */
interface Ready {
  readonly native: NativeFunctions;
  readonly access: AccessKeeper;
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
  #ready: Promise<Result<Ready, Unavailability>> | undefined;
  #closed = false;

  constructor({ level = 'hardened' }: WindowsSandboxOptions = {}) {
    this.#level = level;
  }

  async probe(): Promise<SandboxCapabilities> {
    const ready = await this.#makeReady();
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
      const ready = await this.#makeReady();
      if (!ready.ok) throw new CodexError('sandbox-unavailable', `${ready.error.message}; ${ready.error.remedy}`);
      const { native, access } = ready.value;
      return { native, launched: await launchCommand(plan, options, { native, access, resources }) };
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

  #makeReady(): Promise<Result<Ready, Unavailability>> {
    this.#ready ??= makeReady({ platform: process.platform, architecture: process.arch });
    return this.#ready;
  }
}

async function makeReady(machine: Machine): Promise<Result<Ready, Unavailability>> {
  const native = await loadNative(machine);
  return native.ok ? { ok: true, value: { native: native.value, access: new AccessKeeper(native.value) } } : native;
}

function isOwnPlan(plan: SandboxPlan): plan is WindowsPlan {
  return plan.sandbox === sandboxName && 'token' in plan;
}

function notesOn(level: WindowsSandboxLevel): readonly string[] {
  return [
    'This sandbox has been tried under wine only; no real Windows has confirmed yet that it holds.',
    'Everything that the user may read can be read, and what everybody may write can be written.',
    level === 'hardened'
      ? 'Profiles that keep commands off the network are refused.'
      : 'Commands are only asked to stay off the network; nothing holds them.',
  ];
}
