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
import { callbackApprover } from './callback-approver.js';
import type { AdapterOverride, AdapterOverrides, CodexOptions } from './codex-options.js';
import { codexSettings } from './codex-settings.js';
import { enforcingSandbox } from './enforcing-sandbox.js';
import { lazyDiffs } from './lazy-diffs.js';
import { lazyTerminals } from './lazy-terminals.js';
import { McpServers } from './mcp/mcp-servers.js';
import { ModelProviders } from './model-providers.js';
import { Notifiers } from './notifiers.js';
import { PlatformSandbox } from './platform-sandbox.js';
import { shippedRuleStore } from './shipped-rule-store.js';
import { tokens } from './tokens.js';

/**
 * Wires one `Codex`: the shipped adapters, with overrides laid over them before anything is resolved.
 * Singletons are made when they are first needed. Factories ask the container for what they need: a list of dependencies would be planned
 * by code that nothing else runs, while the first request waits.
 */
export function createContainer(options: CodexOptions): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  const { adapters = {} } = options;
  bindSurroundings({ container, adapters }, options);
  bindStorage({ container, adapters });
  bindSandbox({ container, adapters }, options);
  bindModels({ container, adapters }, options);
  bindNotifiers({ container, adapters }, options);
  bindMcpServers({ container, adapters });
  bindHost(container, options);
  return container;
}

interface Bindings {
  readonly container: Container;
  readonly adapters: AdapterOverrides;
}

function bindSurroundings({ container, adapters }: Bindings, options: CodexOptions): void {
  const variables = options.env === undefined ? {} : { variables: options.env };
  bindPort(container, tokens.clock, { override: adapters.clock, shipped: () => new SystemClock() });
  bindPort(container, tokens.ids, { override: adapters.idGenerator, shipped: () => new RandomIds() });
  bindPort(container, tokens.environment, {
    override: adapters.environment,
    shipped: () => new ProcessEnvironment(variables),
  });
  bindPort(container, tokens.logger, { override: adapters.logger, shipped: () => new SilentLogger() });
  bindPort(container, tokens.telemetry, { override: adapters.telemetry, shipped: () => new SilentTelemetry() });
}

function bindStorage({ container, adapters }: Bindings): void {
  const store = (): RolloutStore =>
    new RolloutStore({ codexHome: container.get(tokens.settings).codexHome, clock: container.get(tokens.clock) });
  bindPort(container, tokens.fileSystem, { override: adapters.fileSystem, shipped: () => new NodeFileSystem() });
  bindPort(container, tokens.configSource, { override: adapters.configSource, shipped: () => new TomlConfigSource() });
  bindPort(container, tokens.threadStore, { override: adapters.threadStore, shipped: store });
  bindPort(container, tokens.ruleStore, {
    override: adapters.ruleStore,
    shipped: () => shippedRuleStore(container.get(tokens.settings)),
  });
}

function bindSandbox({ container, adapters }: Bindings, { sandbox }: CodexOptions): void {
  const unconfined = new NoSandbox({ terminals: lazyTerminals });
  const shipped = (): PlatformSandbox => {
    const { platform } = container.get(tokens.environment);
    const enforcing = enforcingSandbox(platform, { level: sandbox?.level ?? 'hardened' });
    return new PlatformSandbox({ unconfined, ...(enforcing === undefined ? {} : { enforcing }) });
  };
  bindPort(container, tokens.sandbox, { override: adapters.sandbox, shipped });
}

function bindModels({ container, adapters }: Bindings, { apiKey }: CodexOptions): void {
  const models = (): ModelProviders =>
    new ModelProviders({
      environment: container.get(tokens.environment),
      originator: container.get(tokens.settings).originator,
      version: packageVersion,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(adapters.model === undefined ? {} : { override: adapters.model }),
    });
  container.bind(tokens.models).toResolvedValue(models);
}

function bindNotifiers({ container, adapters }: Bindings, { frontEnd = { kind: 'none' } }: CodexOptions): void {
  const notifiers = (): Notifiers =>
    new Notifiers({
      ports: container.get(tokens.ports),
      client: container.get(tokens.settings).originator,
      frontEnd,
      ...(adapters.notifier === undefined ? {} : { override: adapters.notifier }),
    });
  container.bind(tokens.notifiers).toResolvedValue(notifiers);
}

function bindMcpServers({ container, adapters: { credentials } }: Bindings): void {
  const override = credentials === undefined ? {} : { credentials };
  const servers = (): McpServers =>
    new McpServers(container.get(tokens.settings), { ports: container.get(tokens.ports), ...override });
  container.bind(tokens.mcpServers).toResolvedValue(servers);
}

function bindHost(container: Container, options: CodexOptions): void {
  container.bind(tokens.approver).toConstantValue(callbackApprover(options.approvals));
  const tools = options.tools ?? [];
  container.bind(tokens.toolSources).toConstantValue(tools.length === 0 ? [] : [new HostToolSource(tools)]);
  const settings = (): CodexSettings =>
    codexSettings(options, container.get(tokens.environment), container.get(tokens.configSource));
  container.bind(tokens.settings).toResolvedValue(settings);
  container.bind(tokens.ports).toResolvedValue(() => portsOf(container));
}

function portsOf(container: Container): SharedPorts {
  const approver = container.get(tokens.approver);
  return {
    clock: container.get(tokens.clock),
    ids: container.get(tokens.ids),
    environment: container.get(tokens.environment),
    fileSystem: container.get(tokens.fileSystem),
    sandbox: container.get(tokens.sandbox),
    threadStore: container.get(tokens.threadStore),
    ruleStore: container.get(tokens.ruleStore),
    diffRenderer: lazyDiffs(),
    logger: container.get(tokens.logger),
    telemetry: container.get(tokens.telemetry),
    toolSources: container.get(tokens.toolSources),
    ...(approver === undefined ? {} : { approver }),
  };
}

/** Binds a port to the host's adapter, to the host's wrapping of ours, or to ours. */
function bindPort<Port extends object>(
  container: Container,
  token: ServiceIdentifier<Port>,
  { override, shipped }: { readonly override: AdapterOverride<Port> | undefined; readonly shipped: () => Port },
): void {
  if (typeof override === 'object') container.bind(token).toConstantValue(override);
  else container.bind(token).toResolvedValue(() => (override === undefined ? shipped() : override(shipped())));
}
