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

/** The sandboxes that a {@link PlatformSandbox} chooses from; each is loaded when it is first needed. */
export interface PlatformSandboxes {
  /** Enforces managed profiles; absent on a platform for which there is none. */
  readonly enforcing?: () => Promise<ProcessSandbox>;
  /** Runs commands of profiles that nobody here has to enforce. */
  readonly unconfined: () => Promise<ProcessSandbox>;
}

type Role = keyof PlatformSandboxes;

/** Gives managed profiles to the platform's sandbox and all others to none. A managed profile is never run unconfined. */
export class PlatformSandbox implements ProcessSandbox {
  readonly #sandboxes: PlatformSandboxes;
  readonly #loaded = new Map<Role, ProcessSandbox>();
  readonly #plannedBy = new WeakMap<SandboxPlan, ProcessSandbox>();

  constructor(sandboxes: PlatformSandboxes) {
    this.#sandboxes = sandboxes;
  }

  async probe(): Promise<SandboxCapabilities> {
    const sandbox = await this.#load('enforcing');
    return sandbox === undefined ? unavailable : sandbox.probe();
  }

  async prepare(profile: PermissionProfile): Promise<void> {
    const sandbox = await this.#load(roleFor(profile));
    await sandbox?.prepare?.(profile);
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    const role = roleFor(request.profile);
    if (this.#sandboxes[role] === undefined) {
      return err({ code: 'unsupported-policy', message: unavailable.message, remedy: unavailable.remedy });
    }
    const sandbox = this.#loaded.get(role);
    if (sandbox === undefined) return err(notPrepared);
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
    await Promise.all([...this.#loaded.values()].map((sandbox) => sandbox.close?.()));
  }

  async #load(role: Role): Promise<ProcessSandbox | undefined> {
    const sandbox = this.#loaded.get(role) ?? (await this.#sandboxes[role]?.());
    // Whoever was first wins: two calls at once must not leave a sandbox behind that nobody closes.
    if (sandbox !== undefined && !this.#loaded.has(role)) this.#loaded.set(role, sandbox);
    return this.#loaded.get(role);
  }
}

function roleFor(profile: PermissionProfile): Role {
  return profile.kind === 'managed' ? 'enforcing' : 'unconfined';
}

const notPrepared: SandboxRefusal = {
  code: 'invalid-request',
  message: 'this sandbox was not prepared for the profile',
  remedy: 'call `prepare` and wait for it before `plan`',
};

const unavailable = {
  status: 'unavailable',
  sandbox: 'none',
  cause: 'unsupported-platform',
  message: 'there is no sandbox for this platform, so commands cannot be confined',
  remedy: 'choose `danger-full-access` if the surroundings are isolated already, or pass your own `adapters.sandbox`',
} as const satisfies SandboxCapabilities;
