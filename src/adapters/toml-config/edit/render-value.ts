import { formatKeyPath, type KeyPath } from '../../../domain/config/key-path.js';
import type { JsonObject, JsonValue } from '../../../domain/tools/tool-definition.js';

/** Whether a value is written as a table. */
export function isTable(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value on one line. Values that TOML cannot hold, such as `null`, must have been refused before. */
export function renderValue(value: JsonValue): string {
  if (typeof value === 'string') return renderText(value);
  if (Array.isArray(value)) return `[${value.map(renderValue).join(', ')}]`;
  if (!isTable(value)) return String(value);
  const entries = Object.entries(value).map(([name, entry]) => `${formatKeyPath([name])} = ${renderValue(entry)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** A table as lines: its own values, then a header for every table in it. The first line is its header. */
export function renderTable(path: KeyPath, table: JsonObject): readonly string[] {
  const entries = Object.entries(table);
  const own = entries.filter(([, value]) => !isTable(value));
  const below = entries.filter((entry): entry is [string, JsonObject] => isTable(entry[1]));
  return [
    `[${formatKeyPath(path)}]`,
    ...own.map(([name, value]) => `${formatKeyPath([name])} = ${renderValue(value)}`),
    ...below.flatMap(([name, value]) => ['', ...renderTable([...path, name], value)]),
  ];
}

/** Whether TOML can hold a value: no `null`, no number that is not finite, no half of a surrogate pair. */
export function isRenderable(value: JsonValue): boolean {
  if (value === null) return false;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return isWellFormed(value);
  if (Array.isArray(value)) return value.every(isRenderable);
  return !isTable(value) || Object.entries(value).every(([name, entry]) => isWellFormed(name) && isRenderable(entry));
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

// The escapes of JSON are those of TOML, which wants one more character escaped.
function renderText(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
