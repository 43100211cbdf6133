import type { Container } from 'inversify';
import { InMemoryThreadStore } from '../adapters/in-memory/in-memory-thread-store.js';
import { runSandboxed, type SandboxedResult, type SandboxedRunOptions } from '../application/commands/run-sandboxed.js';
import {
  planSandboxed,
  type SandboxedCommand,
  type SandboxedCommandPlan,
} from '../application/commands/sandboxed-command.js';
import type { DoctorReport } from '../application/doctor/doctor-report.js';
import { openThread, type ThreadOrigin } from '../application/session/open-session.js';
import type { OpenThread } from '../application/session/open-thread.js';
import { describeConfiguration, type EffectiveConfiguration } from '../application/settings/describe-configuration.js';
import { loadConfig, type SettingsSources } from '../application/settings/load-config.js';
import {
  describePermissions,
  type PermissionsInForce,
  selectPermissionsInForce,
} from '../application/settings/resolve-permissions.js';
import type { ThreadOptions } from '../application/settings/thread-options.js';
import { packageVersion } from '../domain/package-version.js';
import type { ThreadFilter, ThreadSummary } from '../ports/thread-store.js';
import type { CodexOptions } from './codex-options.js';
import { createContainer } from './create-container.js';
import type { DoctorOptions } from './examine-machine.js';
import { tokens } from './tokens.js';

/** The wired half of a `Codex`; loaded when it is first needed, because the container takes time to load. */
export class CodexRuntime {
  readonly #container: Container;
  readonly #options: CodexOptions;

  constructor(options: CodexOptions) {
    this.#options = options;
    this.#container = createContainer(options);
  }

  openThread(options: ThreadOptions, origin: ThreadOrigin): Promise<OpenThread> {
    const ports = this.#container.get(tokens.ports);
    const models = this.#container.get(tokens.models);
    return openThread(options, origin, {
      ports,
      sources: this.#sources(),
      modelFor: (provider) => models.modelFor(provider),
      notifierFor: (settings) => this.#container.get(tokens.notifiers).notifierFor(settings),
      ephemeralStore: () => new InMemoryThreadStore({ clock: ports.clock }),
      version: packageVersion,
    });
  }

  listThreads(filter: ThreadFilter): Promise<readonly ThreadSummary[]> {
    return this.#container.get(tokens.threadStore).list(filter);
  }

  async examine(options: DoctorOptions): Promise<DoctorReport> {
    const { examineMachine } = await import('./examine-machine.js');
    return examineMachine(options, {
      container: this.#container,
      sources: this.#sources(),
      options: this.#options,
    });
  }

  async configuration(options: ThreadOptions): Promise<EffectiveConfiguration> {
    const sources = this.#sources();
    return describeConfiguration(await loadConfig(options, sources), sources.codex);
  }

  async permissions(options: ThreadOptions): Promise<PermissionsInForce> {
    const sources = this.#sources();
    const inForce = await loadConfig(options, sources);
    return describePermissions(await selectPermissionsInForce(options, inForce, sources), inForce);
  }

  planSandboxed(command: SandboxedCommand): Promise<SandboxedCommandPlan> {
    return planSandboxed(command, { sources: this.#sources(), sandbox: this.#container.get(tokens.sandbox) });
  }

  runSandboxed(command: SandboxedCommand, options: SandboxedRunOptions): Promise<SandboxedResult> {
    return runSandboxed(command, options, {
      sources: this.#sources(),
      sandbox: this.#container.get(tokens.sandbox),
    });
  }

  /** Releases what the adapters hold. */
  async close(): Promise<void> {
    const { sandbox, toolSources } = this.#container.get(tokens.ports);
    const models = this.#container.get(tokens.models);
    await Promise.allSettled([
      sandbox.close?.(),
      this.#container.get(tokens.notifiers).close(),
      models.close(),
      ...toolSources.map((source) => source.close?.()),
    ]);
    await this.#container.unbindAllAsync();
  }

  #sources(): SettingsSources {
    const { environment, fileSystem } = this.#container.get(tokens.ports);
    return { codex: this.#container.get(tokens.settings), environment, fileSystem };
  }
}
