import { type AbsolutePath, resolvePath } from '../paths/absolute-path.js';
import { err, ok, type Result } from '../result.js';
import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import { type Config, configTable } from './config.js';
import type { ConfigError, ConfigLayer, ConfigWarning } from './config-layer.js';
import { decodeConfig, sourceOf, type UnknownKeys } from './decode-config.js';
import type { Inconsistency } from './inconsistency.js';
import { formatKeyPath, type KeyPath } from './key-path.js';
import { mcpServersFrom } from './mcp-servers.js';
import { type MergedConfig, mergeLayers } from './merge-layers.js';
import { withoutForbiddenKeys } from './project-keys.js';
import { rewriteLeaves } from './walk-shape.js';
import { withProfile } from './with-profile.js';

/** How layers become a configuration. */
export interface ResolveOptions {
  /** What `~` stands for; it is not expanded when absent. */
  readonly homeDirectory?: AbsolutePath;
  /** `warn` when absent. */
  readonly unknownKeys?: UnknownKeys;
  /** The entry of `profiles` to lay over the user's settings; the key `profile` decides when absent. */
  readonly profile?: string;
}

/** The configuration in force. */
export interface ResolvedConfig {
  readonly config: Config;
  /** The same in TOML spelling. May contain secrets: see {@link redactConfig}. */
  readonly values: JsonObject;
  /** The layers that `values` were merged from, lowest precedence first. */
  readonly layers: readonly ConfigLayer[];
  /** Everything that has no effect, each once. */
  readonly warnings: readonly ConfigWarning[];
  /** The layer that a value comes from. */
  originOf(path: KeyPath): ConfigLayer | undefined;
}

/** Checks every layer, merges them lowest precedence first and decodes the result. */
export function resolveConfig(
  layers: readonly ConfigLayer[],
  options: ResolveOptions = {},
): Result<ResolvedConfig, ConfigError> {
  const warnings: ConfigWarning[] = [];
  const checked: ConfigLayer[] = [];
  for (const layer of withProfile(layers, options.profile)) {
    const allowed = withoutForbiddenKeys(layer);
    const decoded = decodeConfig(mergeLayers([allowed.layer]), options.unknownKeys);
    if (!decoded.ok) return decoded;
    warnings.push(...allowed.warnings, ...decoded.value.warnings);
    checked.push(withAbsolutePaths(allowed.layer, options.homeDirectory));
  }
  const merged = mergeLayers(checked);
  const decoded = decodeConfig(merged);
  if (!decoded.ok) return decoded;
  const servers = mcpServersFrom(decoded.value.config);
  if (!servers.ok) return err(inconsistencyError(servers.error, merged));
  return ok({ ...merged, config: decoded.value.config, layers: checked, warnings });
}

/** An inconsistency as an error that names where the key was set. */
export function inconsistencyError(problem: Inconsistency, merged: Pick<MergedConfig, 'originOf'>): ConfigError {
  return {
    code: 'invalid-value',
    source: sourceOf(merged, problem.path),
    key: formatKeyPath(problem.path),
    message: problem.message,
  };
}

/**
 * Settings in TOML spelling with every secret replaced by `[redacted]`: what is declared a secret, in `profiles` as well, what nobody
 * knows but is named like one, and credentials inside of addresses.
 */
export function redactConfig(values: JsonObject): JsonObject {
  const redacted = rewriteLeaves(configTable, values, {
    secret: () => '[redacted]',
    text: (text) => text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@\s]*@/i, '$1[redacted]@'),
  }) as JsonObject;
  const { profiles } = redacted;
  if (typeof profiles !== 'object' || profiles === null || Array.isArray(profiles)) return redacted;
  const entries = Object.entries(profiles as JsonObject).map(([name, profile]) => [name, redactProfile(profile)]);
  return Object.fromEntries([...Object.entries(redacted), ['profiles', Object.fromEntries(entries)]]);
}

function redactProfile(profile: JsonValue): JsonValue {
  const isTable = typeof profile === 'object' && profile !== null && !Array.isArray(profile);
  return isTable ? redactConfig(profile as JsonObject) : profile;
}

function withAbsolutePaths(layer: ConfigLayer, homeDirectory: AbsolutePath | undefined): ConfigLayer {
  const { directory } = layer;
  const path = (text: string): string => {
    if (homeDirectory !== undefined && /^~(?:[\\/]|$)/.test(text))
      return resolvePath(homeDirectory, `.${text.slice(1)}`);
    return directory === undefined ? text : resolvePath(directory, text);
  };
  return { ...layer, values: rewriteLeaves(configTable, layer.values, { path }) as JsonObject };
}
