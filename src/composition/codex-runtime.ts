import type { Container } from 'inversify';
import { InMemoryThreadStore } from '../adapters/in-memory/in-memory-thread-store.js';
import { openThread, type ThreadOrigin } from '../application/session/open-session.js';
import type { OpenThread } from '../application/session/open-thread.js';
import type { ThreadOptions } from '../application/settings/thread-options.js';
import { packageVersion } from '../domain/package-version.js';
import type { ThreadFilter, ThreadSummary } from '../ports/thread-store.js';
import type { CodexOptions } from './codex-options.js';
import { createContainer } from './create-container.js';
import type { DoctorReport } from './doctor-report.js';
import { tokens } from './tokens.js';

/** The wired half of a `Codex`; loaded when it is first needed, because the container takes time to load. */
export class CodexRuntime {
  readonly #container: Container;
  readonly #ephemeralStore: InMemoryThreadStore;

  constructor(options: CodexOptions) {
    this.#container = createContainer(options);
    this.#ephemeralStore = new InMemoryThreadStore({ clock: this.#container.get(tokens.clock) });
  }

  openThread(options: ThreadOptions, origin: ThreadOrigin): Promise<OpenThread> {
    const ports = this.#container.get(tokens.ports);
    const models = this.#container.get(tokens.models);
    return openThread(options, origin, {
      ports,
      sources: {
        codex: this.#container.get(tokens.settings),
        environment: ports.environment,
        fileSystem: ports.fileSystem,
      },
      modelFor: (provider) => models.modelFor(provider),
      notifierFor: (settings) => this.#container.get(tokens.notifiers).notifierFor(settings),
      ephemeralStore: this.#ephemeralStore,
      version: packageVersion,
    });
  }

  listThreads(filter: ThreadFilter): Promise<readonly ThreadSummary[]> {
    return this.#container.get(tokens.threadStore).list(filter);
  }

  async examine(): Promise<DoctorReport> {
    const { environment, sandbox } = this.#container.get(tokens.ports);
    const { codexHome } = this.#container.get(tokens.settings);
    return { version: packageVersion, platform: environment.platform, codexHome, sandbox: await sandbox.probe() };
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
}
