import type { TomlError } from 'smol-toml';
import type { ConfigError } from '../../domain/config/config-layer.js';
import { maxNesting } from '../../domain/config/layer-from-object.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { JsonObject, JsonValue } from '../../domain/tools/tool-definition.js';
import { renderExcerpt } from './excerpt.js';

/** Parses TOML. Dates become text. The error points at the place. The parser is loaded on first use. */
export async function parseToml(text: string, source: string): Promise<Result<JsonObject, ConfigError>> {
  const toml = await import('smol-toml');
  try {
    const table = toJson(toml.parse(text, { maxDepth: maxNesting }), 0);
    return table === undefined ? err(tooDeep(source)) : ok(table as JsonObject);
  } catch (error) {
    if (error instanceof toml.TomlError) return err(syntaxError(error, text, source));
    throw error;
  }
}

// Stops at the limit, so that a dotted key with very many parts cannot exhaust the stack. `undefined`: too deep.
function toJson(value: unknown, depth: number): JsonValue | undefined {
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  if (value instanceof Date) return value.toISOString();
  if (depth > maxNesting) return undefined;
  const entries = Object.entries(value).map(([key, entry]) => [key, toJson(entry, depth + 1)] as const);
  if (entries.some(([, entry]) => entry === undefined)) return undefined;
  return Array.isArray(value)
    ? entries.map(([, entry]) => entry as JsonValue)
    : (Object.fromEntries(entries) as JsonObject);
}

function syntaxError(error: TomlError, text: string, source: string): ConfigError {
  const reason = (error.message.split('\n', 1)[0] ?? '').replace(/^Invalid TOML document: /, '').replace(/\.$/, '');
  const { line, column } = error;
  return {
    code: 'syntax',
    source,
    line,
    column,
    message: `not valid TOML: ${reason}`,
    excerpt: renderExcerpt(text, line, column),
  };
}

function tooDeep(source: string): ConfigError {
  return { code: 'syntax', source, message: `tables are nested deeper than ${maxNesting} levels` };
}
