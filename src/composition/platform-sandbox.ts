import { CodexError } from '../domain/codex-error.js';
import { err, type Result } from '../domain/result.js';
import type {
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
} from '../ports/process-sandbox.js';

/** The sandboxes that a {@link PlatformSandbox} chooses from. */
export interface PlatformSandboxes {
  /** Loads the one that enforces managed profiles; absent on a platform for which there is none. */
  readonly enforcing?: () => Promise<ProcessSandbox>;
  /** Runs commands of profiles that nobody here has to enforce. */
  readonly unconfined: ProcessSandbox;
}

/** Gives managed profiles to the platform's sandbox and all others to none. A managed profile is never run unconfined. */
export class PlatformSandbox implements ProcessSandbox {
  readonly #sandboxes: PlatformSandboxes;
  readonly #plannedBy = new WeakMap<SandboxPlan, ProcessSandbox>();
  #loading: Promise<ProcessSandbox> | undefined;
  #enforcing: ProcessSandbox | undefined;

  constructor(sandboxes: PlatformSandboxes) {
    this.#sandboxes = sandboxes;
  }

  /** Loads the enforcing sandbox, which is not needed for threads that run no command, and probes it. */
  async probe(): Promise<SandboxCapabilities> {
    this.#loading ??= this.#load();
    this.#enforcing = await this.#loading;
    return this.#enforcing === undefined ? unavailable : this.#enforcing.probe();
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    const { enforcing, unconfined } = this.#sandboxes;
    if (request.profile.kind !== 'managed') return this.#planWith(unconfined, request);
    if (enforcing === undefined) {
      return err({ code: 'unsupported-policy', message: unavailable.message, remedy: unavailable.remedy });
    }
    return this.#enforcing === undefined ? err(notProbed) : this.#planWith(this.#enforcing, request);
  }

  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    const sandbox = this.#plannedBy.get(plan);
    if (sandbox === undefined)
      throw new CodexError('sandbox-refused', 'this plan was not made by this sandbox; call `plan` first');
    return sandbox.spawn(plan, options);
  }

  async close(): Promise<void> {
    const [loaded] = await Promise.allSettled([this.#loading]);
    const enforcing = loaded.status === 'fulfilled' ? loaded.value : undefined;
    await Promise.all([this.#sandboxes.unconfined.close?.(), enforcing?.close?.()]);
  }

  /** What cannot be loaded now, such as with a configuration that cannot be read, is tried again with the next command. */
  #load(): Promise<ProcessSandbox> | undefined {
    const loading = this.#sandboxes.enforcing?.();
    loading?.catch(() => {
      this.#loading = undefined;
    });
    return loading;
  }

  #planWith(sandbox: ProcessSandbox, request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    const planned = sandbox.plan(request);
    if (planned.ok) this.#plannedBy.set(planned.value, sandbox);
    return planned;
  }
}

const notProbed: SandboxRefusal = {
  code: 'invalid-request',
  message: 'this sandbox was not probed yet',
  remedy: 'call `probe` and wait for it before `plan`',
};

const unavailable = {
  status: 'unavailable',
  sandbox: 'none',
  cause: 'unsupported-platform',
  message: 'there is no sandbox for this platform, so commands cannot be confined',
  remedy: 'choose `danger-full-access` if the surroundings are isolated already, or pass your own `adapters.sandbox`',
} as const satisfies SandboxCapabilities;
