import type { JsonObject, JsonValue } from '../tools/tool-definition.js';

type Accumulator = Map<string, JsonValue | Accumulator>;

/**
 * Merges any number of tables, lowest precedence first, in time linear in their size: tables key by key, any other value replaces the
 * one below.
 */
export function mergeAllTables(tables: readonly JsonObject[]): JsonObject {
  const merged: Accumulator = new Map();
  for (const table of tables) mergeInto(merged, table);
  return toTable(merged);
}

function mergeInto(target: Accumulator, table: JsonObject): void {
  for (const [key, value] of Object.entries(table)) {
    if (!isTable(value)) {
      target.set(key, value);
      continue;
    }
    const below = target.get(key);
    const inner: Accumulator = below instanceof Map ? below : new Map();
    mergeInto(inner, value);
    target.set(key, inner);
  }
}

// INVARIANT: `fromEntries` defines own properties, so a key `__proto__` stays data.
function toTable(merged: Accumulator): JsonObject {
  return Object.fromEntries([...merged].map(([key, value]) => [key, value instanceof Map ? toTable(value) : value]));
}

function isTable(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
