import type { AbsolutePath } from '../paths/absolute-path.js';
import { err, ok, type Result } from '../result.js';
import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import type { ConfigError, ConfigLayer } from './config-layer.js';
import { formatKeyPath, type KeyPath } from './key-path.js';
import { mergeTables, tableWith } from './merge-layers.js';

/** How deep tables and arrays may be nested in a configuration. */
export const maxNesting = 64;

/** Where a layer made by a program belongs. */
export interface ObjectLayerOptions {
  /** A phrase for diagnostics, such as `createCodex options`. */
  readonly source: string;
  /** What relative paths are resolved against. */
  readonly directory?: AbsolutePath;
}

/**
 * Makes a session layer of an object that a program passed in. `undefined` counts as absent. A dotted key at the top,
 * such as `sandbox_workspace_write.network_access`, means the nested key.
 */
export function layerFromObject(values: unknown, options: ObjectLayerOptions): Result<ConfigLayer, ConfigError> {
  if (!isPlainObject(values)) return err(notJson(options.source, [], values));
  let merged: JsonObject = {};
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const path = key.split('.');
    const json = toJson(value, path);
    if (!json.ok) return err(notJson(options.source, json.error.path, json.error.value));
    merged = mergeTables(merged, tableWith(path, json.value));
  }
  const layer = { name: 'session', source: options.source, values: merged } as const;
  return ok(options.directory === undefined ? layer : { ...layer, directory: options.directory });
}

function toJson(value: unknown, path: KeyPath): Result<JsonValue, { readonly path: KeyPath; readonly value: unknown }> {
  if (typeof value === 'string' || typeof value === 'boolean') return ok(value);
  if (typeof value === 'number' && Number.isFinite(value)) return ok(value);
  const isList = Array.isArray(value);
  if (path.length > maxNesting || !(isList || isPlainObject(value))) return err({ path, value });
  const entries: [string, JsonValue][] = [];
  for (const [name, entry] of Object.entries(value)) {
    if (entry === undefined && !isList) continue;
    const json = toJson(entry, [...path, name]);
    if (!json.ok) return json;
    entries.push([name, json.value]);
  }
  return ok(isList ? entries.map(([, entry]) => entry) : Object.fromEntries(entries));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function notJson(source: string, path: KeyPath, value: unknown): ConfigError {
  const key = formatKeyPath(path.slice(0, 8));
  const subject = path.length === 0 ? 'a configuration' : `\`${key}\``;
  const expected = path.length === 0 ? 'a plain object' : 'a string, number, boolean, array or plain object';
  const found = path.length > maxNesting ? `nesting deeper than ${maxNesting} levels` : nameOfType(value);
  const base = { code: 'invalid-value', source, message: `${subject} must be ${expected}; found ${found}` } as const;
  return path.length === 0 ? base : { ...base, key };
}

function nameOfType(value: unknown): string {
  if (value === null) return '`null`';
  if (typeof value === 'number') return `\`${value}\``;
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
