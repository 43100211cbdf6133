import type { Container } from 'inversify';
import { InMemoryThreadStore } from '../adapters/in-memory/in-memory-thread-store.js';
import type { SandboxedResult, SandboxedRunOptions } from '../application/commands/run-sandboxed.js';
import type { SandboxedCommand, SandboxedCommandPlan } from '../application/commands/sandboxed-command.js';
import type { DoctorReport } from '../application/doctor/doctor-report.js';
import { openThread, type ThreadGround, type ThreadOrigin } from '../application/session/open-session.js';
import type { OpenThread } from '../application/session/open-thread.js';
import type { EffectiveConfiguration } from '../application/settings/describe-configuration.js';
import type { McpServerEntry } from '../application/settings/describe-mcp-servers.js';
import type { ConfigurationEdit } from '../application/settings/edit-configuration.js';
import { loadConfig, type SettingsSources } from '../application/settings/load-config.js';
import {
  describePermissions,
  type PermissionsInForce,
  selectPermissionsInForce,
} from '../application/settings/resolve-permissions.js';
import { resolveThreadSettings } from '../application/settings/resolve-thread-settings.js';
import type { ThreadOptions } from '../application/settings/thread-options.js';
import { SharedWork } from '../application/shared-work.js';
import { CodexError } from '../domain/codex-error.js';
import { formatKeyPath } from '../domain/config/key-path.js';
import type { ProjectTrust } from '../domain/config/project-trust.js';
import { packageVersion } from '../domain/package-version.js';
import { type AbsolutePath, resolvePath } from '../domain/paths/absolute-path.js';
import type { ConfigEditOutcome } from '../ports/config-editor.js';
import type { ThreadSummary } from '../ports/thread-store.js';
import type { CodexOptions } from './codex-options.js';
import { createContainer } from './create-container.js';
import type { DoctorOptions } from './examine-machine.js';
import { loadConfigEditor } from './load-config-editor.js';
import type { McpLogin } from './mcp/mcp-login.js';
import { amendedSettings, type ThreadAmendment } from './thread-amendment.js';
import { type ThreadQuery, threadFilter } from './thread-query.js';
import { tokens } from './tokens.js';

/** The wired half of a `Codex`; made when it is first needed. What a turn does not need is loaded when it is asked for. */
export class CodexRuntime {
  readonly #container: Container;
  readonly #options: CodexOptions;
  readonly #grounds = new SharedWork<ThreadGround>();

  constructor(options: CodexOptions) {
    this.#options = options;
    this.#container = createContainer(options);
  }

  openThread(options: ThreadOptions, origin: ThreadOrigin, amendment?: ThreadAmendment): Promise<OpenThread> {
    const ports = this.#container.get(tokens.ports);
    const models = this.#container.get(tokens.models);
    const approver = amendment?.approver ?? ports.approver;
    return openThread(options, origin, {
      ports: approver === undefined ? ports : { ...ports, approver },
      sources: { ...this.#sources(), codex: amendedSettings(this.#container.get(tokens.settings), amendment) },
      modelFor: (provider) => models.modelFor(provider),
      notifierFor: (settings) => this.#container.get(tokens.notifiers).notifierFor(settings),
      toolSourceFor: (settings, own) => this.#container.get(tokens.mcpServers).toolSourceFor(settings, own),
      ephemeralStore: () => new InMemoryThreadStore({ clock: ports.clock }),
      version: packageVersion,
      ...(amendment === undefined ? { grounds: this.#grounds } : {}),
    });
  }

  listThreads(query: ThreadQuery): Promise<readonly ThreadSummary[]> {
    const { threadStore, environment } = this.#container.get(tokens.ports);
    return threadStore.list(threadFilter(query, environment.workingDirectory));
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
    const { describeConfiguration } = await import('../application/settings/describe-configuration.js');
    const sources = this.#sources();
    return describeConfiguration(await loadConfig(options, sources), sources.codex);
  }

  async permissions(options: ThreadOptions): Promise<PermissionsInForce> {
    const sources = this.#sources();
    const inForce = await loadConfig(options, sources);
    return describePermissions(await selectPermissionsInForce(options, inForce, sources), inForce);
  }

  async mcpServers(options: ThreadOptions): Promise<readonly McpServerEntry[]> {
    const { describeServers } = await import('./mcp/configured-server.js');
    return describeServers(await loadConfig(options, this.#sources()), this.#container.get(tokens.mcpServers));
  }

  async logInToMcpServer(name: string, login: McpLogin): Promise<void> {
    const { configuredServer, loginOf } = await import('./mcp/configured-server.js');
    const inForce = await loadConfig({}, this.#sources());
    const servers = await this.#container.get(tokens.mcpServers).opened();
    await servers.logIn(configuredServer(inForce, name), loginOf(inForce, login));
  }

  async logOutOfMcpServer(name: string): Promise<boolean> {
    const { configuredServer } = await import('./mcp/configured-server.js');
    const inForce = await loadConfig({}, this.#sources());
    const servers = await this.#container.get(tokens.mcpServers).opened();
    return servers.logOut(configuredServer(inForce, name));
  }

  async editConfiguration(edits: readonly ConfigurationEdit[]): Promise<ConfigEditOutcome> {
    const { editConfiguration } = await import('../application/settings/edit-configuration.js');
    return editConfiguration(edits, await loadConfigEditor(), this.#sources());
  }

  async trustProject(options: ThreadOptions, trust: ProjectTrust): Promise<string> {
    const [editor, { environment }] = [await loadConfigEditor(), this.#sources()];
    const project = await editor.projectOf(resolvePath(environment.workingDirectory, options.workingDirectory ?? '.'));
    await this.editConfiguration([{ set: formatKeyPath(['projects', project, 'trust_level']), value: trust }]);
    if (trust === 'trusted') await this.#rememberServers(options, project);
    return project;
  }

  async planSandboxed(command: SandboxedCommand): Promise<SandboxedCommandPlan> {
    const { planSandboxed } = await import('../application/commands/sandboxed-command.js');
    return planSandboxed(command, { sources: this.#sources(), sandbox: this.#container.get(tokens.ports).sandbox });
  }

  async runSandboxed(command: SandboxedCommand, options: SandboxedRunOptions): Promise<SandboxedResult> {
    const { runSandboxed } = await import('../application/commands/run-sandboxed.js');
    return runSandboxed(command, options, {
      sources: this.#sources(),
      sandbox: this.#container.get(tokens.ports).sandbox,
    });
  }

  /** Releases what the adapters hold. */
  async close(): Promise<void> {
    const { sandbox, toolSources } = this.#container.get(tokens.ports);
    const container = this.#container;
    const made = [container.get(tokens.notifiers), container.get(tokens.models), container.get(tokens.mcpServers)];
    const parts = [sandbox, ...made, ...toolSources];
    // An adapter that throws must not keep the others open.
    await Promise.allSettled(parts.map(async (part) => part.close?.()));
    await container.unbindAllAsync();
  }

  /** What cannot be read now is not known, and asked about again. */
  async #rememberServers(options: ThreadOptions, project: AbsolutePath): Promise<void> {
    const settings = await resolveThreadSettings(options, this.#sources()).catch((error: unknown) => {
      if (CodexError.is(error)) return undefined;
      throw error;
    });
    if (settings !== undefined) await this.#container.get(tokens.mcpServers).remember(project, settings.mcp);
  }

  #sources(): SettingsSources {
    const { environment, fileSystem } = this.#container.get(tokens.ports);
    return { codex: this.#container.get(tokens.settings), environment, fileSystem };
  }
}
