import { type ConfigLayer, type ConfigLayerName, describeConfigProblem } from '../../domain/config/config-layer.js';
import { formatKeyPath, type KeyPath } from '../../domain/config/key-path.js';
import { valueAt } from '../../domain/config/merge-layers.js';
import type { ProjectTrust } from '../../domain/config/project-trust.js';
import { redactConfig } from '../../domain/config/resolve-config.js';
import type { JsonObject, JsonValue } from '../../domain/tools/tool-definition.js';
import type { CodexSettings } from './codex-settings.js';
import type { ConfigInForce } from './load-config.js';

/** Where settings come from. */
export interface ConfigurationLayer {
  readonly name: ConfigLayerName;
  /** A file, or a phrase such as ``the option `config` ``. */
  readonly source: string;
}

/** One setting that somebody made. */
export interface ConfigurationEntry {
  /** In TOML spelling, such as `mcp_servers."my server".command`. */
  readonly key: string;
  /** `[redacted]` in place of secrets. */
  readonly value: JsonValue;
  /** The layer that the value comes from. */
  readonly layer: ConfigurationLayer;
}

/** The configuration that is in force for one directory. Contains no secrets. */
export interface EffectiveConfiguration {
  /** Where the user's own configuration lives. */
  readonly codexHome: string;
  /** The directory that the configuration was read for. */
  readonly workingDirectory: string;
  /** Whether the settings of the project count; absent when nobody decided. */
  readonly projectTrust?: ProjectTrust;
  /** The layers that exist, lowest precedence first. */
  readonly layers: readonly ConfigurationLayer[];
  /** Every setting, in the order of the layers and of their keys. Defaults are not listed. */
  readonly entries: readonly ConfigurationEntry[];
  /** What in it has no effect, one text each. */
  readonly warnings: readonly string[];
}

/** Lists the settings in force, each with the layer it comes from. */
export function describeConfiguration(
  { cwd, loaded, resolved }: ConfigInForce,
  { codexHome }: Pick<CodexSettings, 'codexHome'>,
): EffectiveConfiguration {
  const values = redactConfig(resolved.values);
  const entries = leavesOf(values, []).map((path) => ({
    key: formatKeyPath(path),
    value: valueAt(values, path) ?? null,
    layer: layerOf(resolved.originOf(path)),
  }));
  return {
    codexHome,
    workingDirectory: cwd,
    ...(loaded.trust === undefined ? {} : { projectTrust: loaded.trust }),
    layers: resolved.layers.filter((layer) => Object.keys(layer.values).length > 0).map(layerOf),
    entries,
    warnings: [...loaded.warnings, ...resolved.warnings].map(describeConfigProblem),
  };
}

/** The paths of everything that is not a table with entries of its own. */
function leavesOf(table: JsonObject, above: KeyPath): readonly KeyPath[] {
  return Object.entries(table).flatMap(([name, value]) => {
    const path = [...above, name];
    return isTable(value) && Object.keys(value).length > 0 ? leavesOf(value, path) : [path];
  });
}

function isTable(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function layerOf(layer: ConfigLayer | undefined): ConfigurationLayer {
  return { name: layer?.name ?? 'session', source: layer?.source ?? 'configuration' };
}
