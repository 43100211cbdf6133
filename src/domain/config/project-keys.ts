import type { ConfigLayer, ConfigWarning } from './config-layer.js';

/**
 * Keys that a project may not set, even a trusted one: they choose who is talked to, run programs on the host outside of any
 * sandbox, weaken the sandbox itself, or extend trust to other places.
 */
const forbiddenToProjects: ReadonlySet<string> = new Set([
  'apps_mcp_product_sku',
  'chatgpt_base_url',
  'experimental_realtime_ws_base_url',
  'mcp_oauth_callback_port',
  'mcp_oauth_callback_url',
  'model_provider',
  'model_providers',
  'notify',
  'openai_base_url',
  'otel',
  'profile',
  'profiles',
  'projects',
  'sandbox_level',
]);

/** A project layer without the keys that only the user may set, and what was dropped. Other layers come back as they are. */
export function withoutForbiddenKeys(layer: ConfigLayer): {
  readonly layer: ConfigLayer;
  readonly warnings: readonly ConfigWarning[];
} {
  if (layer.name !== 'project') return { layer, warnings: [] };
  const entries = Object.entries(layer.values);
  const dropped = entries.filter(([key]) => forbiddenToProjects.has(key)).map(([key]) => key);
  if (dropped.length === 0) return { layer, warnings: [] };
  const values = Object.fromEntries(entries.filter(([key]) => !forbiddenToProjects.has(key)));
  return { layer: { ...layer, values }, warnings: dropped.map((key) => warningFor(layer, key)) };
}

function warningFor(layer: ConfigLayer, key: string): ConfigWarning {
  return {
    code: 'project-key',
    source: layer.source,
    key,
    message: `\`${key}\` is ignored here, because a project may not set it; set it in the user's own config.toml instead`,
  };
}
