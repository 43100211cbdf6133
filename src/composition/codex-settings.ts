import type { CodexSettings } from '../application/settings/codex-settings.js';
import { CodexError } from '../domain/codex-error.js';
import { type ConfigError, type ConfigLayer, describeConfigProblem } from '../domain/config/config-layer.js';
import { layerFromObject } from '../domain/config/layer-from-object.js';
import { type AbsolutePath, resolvePath } from '../domain/paths/absolute-path.js';
import type { Result } from '../domain/result.js';
import type { ConfigSource } from '../ports/config-source.js';
import type { Environment } from '../ports/environment.js';
import type { CodexOptions } from './codex-options.js';

/** What all threads of a `Codex` have in common. */
export function codexSettings(
  options: CodexOptions,
  environment: Environment,
  configSource: ConfigSource,
): CodexSettings {
  return {
    codexHome: codexHome(options, environment),
    userConfig: options.userConfig ?? 'load',
    rules: options.rules ?? 'load',
    unknownKeys: options.unknownSettings ?? 'warn',
    layers: () => optionLayers(options),
    configSource,
    originator: options.originator ?? 'codex_sdk',
    source: options.originator === 'codex_exec' ? 'exec' : 'sdk',
    approvals: options.approvals === undefined ? 'unanswered' : 'answered',
    ...(options.configProfile === undefined ? {} : { profileFile: options.configProfile }),
  };
}

function codexHome({ codexHome: chosen }: CodexOptions, environment: Environment): AbsolutePath {
  const named = chosen ?? environment.variables.CODEX_HOME;
  if (named !== undefined && named !== '') return resolvePath(environment.workingDirectory, named);
  return resolvePath(environment.homeDirectory, '.codex');
}

async function optionLayers({
  baseUrl,
  config,
  configOverrides,
  mcpServers,
}: CodexOptions): Promise<readonly ConfigLayer[]> {
  const layers: ConfigLayer[] = [];
  if (config !== undefined) layers.push(unwrap(layerFromObject(config, { source: 'the option `config`' })));
  if (mcpServers !== undefined) layers.push(await mcpServersLayer(mcpServers));
  if (configOverrides !== undefined && configOverrides.length > 0) {
    const { parseOverrides } = await import('../adapters/toml-config/parse-override.js');
    layers.push(unwrap(await parseOverrides(configOverrides, { source: 'the option `configOverrides` (`-c`)' })));
  }
  if (baseUrl !== undefined)
    layers.push(unwrap(layerFromObject({ openai_base_url: baseUrl }, { source: 'the option `baseUrl`' })));
  return layers;
}

async function mcpServersLayer(servers: NonNullable<CodexOptions['mcpServers']>): Promise<ConfigLayer> {
  const { spellMcpServers } = await import('../domain/config/spell-mcp-servers.js');
  const spelled = spellMcpServers(servers);
  if (!spelled.ok) throw new CodexError('invalid-option', spelled.error);
  return unwrap(layerFromObject({ mcp_servers: spelled.value }, { source: 'the option `mcpServers`' }));
}

function unwrap(layer: Result<ConfigLayer, ConfigError>): ConfigLayer {
  if (layer.ok) return layer.value;
  throw new CodexError('invalid-config', describeConfigProblem(layer.error));
}
