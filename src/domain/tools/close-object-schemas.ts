import type { JsonObject, JsonValue } from './tool-definition.js';

/** Keywords whose values are data, not schemas. */
const dataKeywords: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'examples']);

/** A JSON schema in which every object that says nothing about further properties has none, as providers demand of an answer's schema. */
export function closeObjectSchemas(schema: JsonObject): JsonObject {
  const closed = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, dataKeywords.has(key) ? value : closeValue(value)]),
  );
  return closed.type === 'object' && !Object.hasOwn(closed, 'additionalProperties')
    ? { ...closed, additionalProperties: false }
    : closed;
}

function closeValue(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  return isList(value) ? value.map(closeValue) : closeObjectSchemas(value);
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}
