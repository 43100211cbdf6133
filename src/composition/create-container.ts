import { Container, type ServiceIdentifier } from 'inversify';
import { HostToolSource } from '../adapters/host-tools/host-tool-source.js';
import { SilentLogger } from '../adapters/in-memory/silent-logger.js';
import { SilentTelemetry } from '../adapters/in-memory/silent-telemetry.js';
import { NoSandbox } from '../adapters/no-sandbox/no-sandbox.js';
import { NodeFileSystem } from '../adapters/node/node-file-system.js';
import { ProcessEnvironment } from '../adapters/node/process-environment.js';
import { RandomIds } from '../adapters/node/random-ids.js';
import { SystemClock } from '../adapters/node/system-clock.js';
import { RolloutStore } from '../adapters/rollout-store/rollout-store.js';
import { TomlConfigSource } from '../adapters/toml-config/toml-config-source.js';
import type { SharedPorts } from '../application/agent-ports.js';
import type { CodexSettings } from '../application/settings/codex-settings.js';
import { packageVersion } from '../domain/package-version.js';
import type { Environment } from '../ports/environment.js';
import { callbackApprover } from './callback-approver.js';
import type { AdapterOverride, CodexOptions } from './codex-options.js';
import { codexSettings } from './codex-settings.js';
import { enforcingSandbox } from './enforcing-sandbox.js';
import { lazyDiffs } from './lazy-diffs.js';
import { lazyTerminals } from './lazy-terminals.js';
import { McpServers } from './mcp/mcp-servers.js';
import { ModelProviders } from './model-providers.js';
import { Notifiers } from './notifiers.js';
import { PlatformSandbox } from './platform-sandbox.js';
import { shippedRuleStore } from './shipped-rule-store.js';
import { type Files, type Surroundings, tokens } from './tokens.js';

/**
 * Wires one `Codex`: the shipped adapters, with overrides laid over them before anything is resolved. Everything is made once, when it is
 * first needed. What is always needed together is one binding: the first request waits for the planning of each.
 */
export function createContainer(options: CodexOptions): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  const bind = <T extends object>(token: ServiceIdentifier<T>, make: () => T): void => {
    container.bind(token).toResolvedValue(() => make());
  };
  bind(tokens.surroundings, () => surroundings(options));
  bind(tokens.files, () => files(options));
  bind(tokens.settings, () => settings(options, container));
  bind(tokens.ports, () => ports(options, container));
  bind(tokens.models, () => models(options, container));
  bind(tokens.notifiers, () => notifiers(options, container));
  bind(tokens.mcpServers, () => mcpServers(options, container));
  return container;
}

function surroundings({ adapters = {}, env }: CodexOptions): Surroundings {
  return {
    clock: chosen(adapters.clock, () => new SystemClock()),
    ids: chosen(adapters.idGenerator, () => new RandomIds()),
    environment: chosen(
      adapters.environment,
      () => new ProcessEnvironment(env === undefined ? {} : { variables: env }),
    ),
    logger: chosen(adapters.logger, () => new SilentLogger()),
    telemetry: chosen(adapters.telemetry, () => new SilentTelemetry()),
  };
}

function files({ adapters = {} }: CodexOptions): Files {
  return {
    fileSystem: chosen(adapters.fileSystem, () => new NodeFileSystem()),
    configSource: chosen(adapters.configSource, () => new TomlConfigSource()),
  };
}

function settings(options: CodexOptions, container: Container): CodexSettings {
  const { environment } = container.get(tokens.surroundings);
  return codexSettings(options, environment, container.get(tokens.files).configSource);
}

function ports(options: CodexOptions, container: Container): SharedPorts {
  const { adapters = {}, sandbox, tools = [] } = options;
  const around = container.get(tokens.surroundings);
  const inForce = container.get(tokens.settings);
  const approver = callbackApprover(options.approvals);
  const store = (): RolloutStore => new RolloutStore({ codexHome: inForce.codexHome, clock: around.clock });
  return {
    ...around,
    fileSystem: container.get(tokens.files).fileSystem,
    sandbox: chosen(adapters.sandbox, () =>
      platformSandbox(around.environment.platform, async () => sandbox?.level ?? (await configuredLevel(container))),
    ),
    threadStore: chosen(adapters.threadStore, store),
    ruleStore: chosen(adapters.ruleStore, () => shippedRuleStore(inForce)),
    diffRenderer: lazyDiffs(),
    toolSources: tools.length === 0 ? [] : [new HostToolSource(tools)],
    ...(approver === undefined ? {} : { approver }),
  };
}

function platformSandbox(
  platform: Environment['platform'],
  level: () => Promise<'hardened' | 'compatibility'>,
): PlatformSandbox {
  const unconfined = new NoSandbox({ terminals: lazyTerminals });
  const load = enforcingSandbox(platform);
  if (load === undefined) return new PlatformSandbox({ unconfined });
  return new PlatformSandbox({ unconfined, enforcing: async () => load({ level: await level() }) });
}

/** No project can set the level, so it is the same for all threads. It is looked up with the first command. */
async function configuredLevel(container: Container): Promise<'hardened' | 'compatibility'> {
  const { sandboxLevel } = await import('../application/settings/sandbox-level.js');
  const { fileSystem } = container.get(tokens.files);
  const { environment } = container.get(tokens.surroundings);
  return sandboxLevel({ codex: container.get(tokens.settings), environment, fileSystem });
}

function models({ adapters = {}, apiKey }: CodexOptions, container: Container): ModelProviders {
  return new ModelProviders({
    environment: container.get(tokens.surroundings).environment,
    originator: container.get(tokens.settings).originator,
    version: packageVersion,
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(adapters.model === undefined ? {} : { override: adapters.model }),
  });
}

function notifiers({ adapters = {}, frontEnd = { kind: 'none' } }: CodexOptions, container: Container): Notifiers {
  return new Notifiers({
    ports: container.get(tokens.ports),
    client: container.get(tokens.settings).originator,
    frontEnd,
    ...(adapters.notifier === undefined ? {} : { override: adapters.notifier }),
  });
}

function mcpServers({ adapters = {} }: CodexOptions, container: Container): McpServers {
  const { credentials } = adapters;
  const override = credentials === undefined ? {} : { credentials };
  return new McpServers(container.get(tokens.settings), { ports: container.get(tokens.ports), ...override });
}

/** The host's adapter, the host's wrapping of ours, or ours, which is not made when it is replaced. */
function chosen<Port extends object>(override: AdapterOverride<Port> | undefined, shipped: () => Port): Port {
  if (override === undefined) return shipped();
  return typeof override === 'function' ? override(shipped()) : override;
}
