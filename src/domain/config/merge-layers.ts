import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import type { ConfigLayer } from './config-layer.js';
import type { KeyPath } from './key-path.js';

/** The layers as one table. */
export interface MergedConfig {
  readonly values: JsonObject;
  /** The layer that a value comes from; for a table the highest one that adds to it. `undefined` when nobody sets the key. */
  originOf(path: KeyPath): ConfigLayer | undefined;
}

/** Merges layers, lowest precedence first: tables key by key, any other value replaces the one below. */
export function mergeLayers(layers: readonly ConfigLayer[]): MergedConfig {
  return {
    values: layers.reduce<JsonObject>((merged, layer) => mergeTables(merged, layer.values), {}),
    originOf: (path) => layers.findLast((layer) => valueAt(layer.values, path) !== undefined),
  };
}

/** Merges two tables; `upper` wins. Neither is changed. */
export function mergeTables(lower: JsonObject, upper: JsonObject): JsonObject {
  // INVARIANT: entries are defined as own properties, never assigned, so that a key `__proto__` stays data.
  const merged = new Map(Object.entries(lower));
  for (const [key, value] of Object.entries(upper)) {
    const below = merged.get(key);
    merged.set(key, isTable(below) && isTable(value) ? mergeTables(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The value at a key path; `undefined` when there is none. */
export function valueAt(values: JsonObject, path: KeyPath): JsonValue | undefined {
  let current: JsonValue | undefined = values;
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Readonly<Record<string, JsonValue>>)[name];
  }
  return current;
}

/** A table that holds nothing but one value at a key path. */
export function tableWith(path: KeyPath, value: JsonValue): JsonObject {
  const nested = path.reduceRight<JsonValue>((inner, name) => Object.fromEntries([[name, inner]]), value);
  return nested as JsonObject;
}

function isTable(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
