import type { ConfigError, ConfigLayer } from '../../domain/config/config-layer.js';
import { formatKeyPath, type KeyPath, parseKeyPath } from '../../domain/config/key-path.js';
import type { ObjectLayerOptions } from '../../domain/config/layer-from-object.js';
import { mergeTables, tableWith } from '../../domain/config/merge-layers.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { JsonObject, JsonValue } from '../../domain/tools/tool-definition.js';
import { parseToml } from './parse-toml.js';

/** One setting of the command line. */
export interface ConfigOverride {
  readonly path: KeyPath;
  readonly value: JsonValue;
}

/** Makes a session layer of `key=value` texts; later ones win. */
export async function parseOverrides(
  texts: readonly string[],
  options: ObjectLayerOptions,
): Promise<Result<ConfigLayer, ConfigError>> {
  let values: JsonObject = {};
  for (const text of texts) {
    const override = await parseOverride(text, options.source);
    if (!override.ok) return override;
    values = mergeTables(values, tableWith(override.value.path, override.value.value));
  }
  const layer = { name: 'session', source: options.source, values } as const;
  return ok(options.directory === undefined ? layer : { ...layer, directory: options.directory });
}

/** Parses `key.path=value`. The value is TOML; what is not TOML is taken as text, so that quotes can be left out. */
export async function parseOverride(text: string, source: string): Promise<Result<ConfigOverride, ConfigError>> {
  const cut = endOfKey(text);
  if (cut < 0) return err(invalid(source, `\`${text}\` is not an override; expected \`key=value\``));
  const path = parseKeyPath(text.slice(0, cut));
  if (!path.ok) return err(invalid(source, `\`${text}\` is not an override: ${path.error}`));
  return ok({ path: path.value, value: await parseValue(text.slice(cut + 1).trim(), formatKeyPath(path.value)) });
}

// An `=` may be part of a quoted name.
function endOfKey(text: string): number {
  const match = /^(?:[^"'=]|"(?:[^"\\]|\\.)*"|'[^']*')*=/.exec(text);
  return match === null ? text.indexOf('=') : match[0].length - 1;
}

async function parseValue(text: string, key: string): Promise<JsonValue> {
  const simple = simpleValue(text);
  if (simple !== undefined) return simple;
  const parsed = looksLikeToml(text) ? await parseToml(`value = ${text}`, key) : undefined;
  // A value with a line break could bring keys of its own; dates and the like are more useful as the text they were typed as.
  const value = parsed?.ok === true && Object.keys(parsed.value).length === 1 ? parsed.value.value : undefined;
  return value === undefined ? withoutQuotes(text) : value;
}

// Most overrides are this plain: they need no parser.
function simpleValue(text: string): JsonValue | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?(?:0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: TOML strings may not contain them.
  return /^"[^"\\\u0000-\u001f\u007f]*"$/.test(text) ? text.slice(1, -1) : undefined;
}

function looksLikeToml(text: string): boolean {
  return /^["'[{]/.test(text) || /^[+-]?(?:0[xob]|\d[\d_]*(?:\.|e|_|$))/i.test(text);
}

function withoutQuotes(text: string): string {
  const quote = text[0];
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}

function invalid(source: string, message: string): ConfigError {
  return { code: 'syntax', source, message };
}
