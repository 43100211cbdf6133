import { CodexError } from '../domain/codex-error.js';
import type { PermissionProfile } from '../domain/permissions/permission-profile.js';
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
  /** Enforces managed profiles; absent on a platform for which there is none. */
  readonly enforcing?: ProcessSandbox;
  /** Runs commands of profiles that nobody here has to enforce. */
  readonly unconfined: ProcessSandbox;
}

/** Gives managed profiles to the platform's sandbox and all others to none. A managed profile is never run unconfined. */
export class PlatformSandbox implements ProcessSandbox {
  readonly #sandboxes: PlatformSandboxes;
  readonly #plannedBy = new WeakMap<SandboxPlan, ProcessSandbox>();

  constructor(sandboxes: PlatformSandboxes) {
    this.#sandboxes = sandboxes;
  }

  probe(): Promise<SandboxCapabilities> {
    const { enforcing } = this.#sandboxes;
    return enforcing === undefined ? Promise.resolve(unavailable) : enforcing.probe();
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    const sandbox = this.#choose(request.profile);
    if (sandbox === undefined) {
      return err({ code: 'unsupported-policy', message: unavailable.message, remedy: unavailable.remedy });
    }
    const planned = sandbox.plan(request);
    if (planned.ok) this.#plannedBy.set(planned.value, sandbox);
    return planned;
  }

  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    const sandbox = this.#plannedBy.get(plan);
    if (sandbox === undefined)
      throw new CodexError('sandbox-refused', 'this plan was not made by this sandbox; call `plan` first');
    return sandbox.spawn(plan, options);
  }

  async close(): Promise<void> {
    const { enforcing, unconfined } = this.#sandboxes;
    await Promise.all([enforcing?.close?.(), unconfined.close?.()]);
  }

  #choose(profile: PermissionProfile): ProcessSandbox | undefined {
    return profile.kind === 'managed' ? this.#sandboxes.enforcing : this.#sandboxes.unconfined;
  }
}

const unavailable = {
  status: 'unavailable',
  sandbox: 'none',
  cause: 'unsupported-platform',
  message: 'there is no sandbox for this platform, so commands cannot be confined',
  remedy: 'choose `danger-full-access` if the surroundings are isolated already, or pass your own `adapters.sandbox`',
} as const satisfies SandboxCapabilities;
