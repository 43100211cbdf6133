import type { JsonObject } from '../tools/tool-definition.js';
import { configTable } from './config.js';
import { mergeTables, tableWith } from './merge-layers.js';
import { renderJsonSchema } from './render-json-schema.js';
import { keysWithoutEffect } from './unsupported-keys.js';

/** The JSON schema of `config.toml`, by which editors complete keys and mark mistakes. */
export function configSchema(): JsonObject {
  const listed = renderJsonSchema(configTable);
  const schema = keysWithoutEffect.reduce((all, key) => mergeTables(all, withoutEffect(key)), listed);
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Configuration of codex-sdk', ...schema };
}

function withoutEffect(key: string): JsonObject {
  const path = key.split('.').flatMap((name) => ['properties', name]);
  return tableWith(path, { description: 'Accepted, because the public Codex knows it; has no effect here.' });
}
