import type { Result } from '../../src/domain/result.js';
import type {
  ProcessSandbox,
  SandboxCapabilities,
  SandboxedProcess,
  SandboxPlan,
  SandboxRefusal,
  SandboxRequest,
  SpawnOptions,
} from '../../src/ports/process-sandbox.js';

/** A sandbox whose system is replaced by something that confines nothing: it has to say so. */
export class Unenforced implements ProcessSandbox {
  readonly #sandbox: ProcessSandbox;

  constructor(sandbox: ProcessSandbox) {
    this.#sandbox = sandbox;
  }

  async probe(): Promise<SandboxCapabilities> {
    const probed = await this.#sandbox.probe();
    return probed.status === 'available' ? { ...probed, fileSystem: 'not-enforced', network: 'not-enforced' } : probed;
  }

  plan(request: SandboxRequest): Result<SandboxPlan, SandboxRefusal> {
    return this.#sandbox.plan(request);
  }

  spawn(plan: SandboxPlan, options: SpawnOptions): SandboxedProcess {
    return this.#sandbox.spawn(plan, options);
  }

  async close(): Promise<void> {
    await this.#sandbox.close?.();
  }
}
