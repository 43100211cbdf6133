import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import { optionFor } from './decode-shape.js';
import { type Fields, fieldName, type ShapeNode } from './shape.js';

/** What happens to the leaves of a value. */
interface LeafRewrite {
  /** Called for every text whose shape is a path. */
  readonly path?: (text: string) => string;
  /** Called for every other text that is not a secret. */
  readonly text?: (text: string) => string;
  /** Called for every scalar below a secret field, and below a field that nobody knows but that is named like a secret. */
  readonly secret?: (value: JsonValue) => JsonValue;
}

/** Rewrites paths and secrets inside a value in TOML spelling. Values that do not have their shape come back as they are. */
export function rewriteLeaves(shape: ShapeNode, value: JsonValue, rewrite: LeafRewrite): JsonValue {
  switch (shape.kind) {
    case 'path':
      return typeof value === 'string' && rewrite.path !== undefined ? rewrite.path(value) : value;
    case 'text':
      return typeof value === 'string' && rewrite.text !== undefined ? rewrite.text(value) : value;
    case 'list':
      return Array.isArray(value) ? value.map((item: JsonValue) => rewriteLeaves(shape.items, item, rewrite)) : value;
    case 'map':
      return isTable(value) ? mapValues(value, (entry) => rewriteLeaves(shape.values, entry, rewrite)) : value;
    case 'table':
      return isTable(value) ? rewriteTable(shape.fields, value, rewrite) : value;
    case 'either': {
      const option = optionFor(shape.options, value);
      return option === undefined ? value : rewriteLeaves(option, value, rewrite);
    }
    default:
      return value;
  }
}

/** What a name contains when its value is better not shown. */
const secretName = /key|token|secret|password|passwd|credential|authorization/i;

function rewriteTable(fields: Fields, value: JsonObject, rewrite: LeafRewrite): JsonObject {
  return mapValues(value, (entry, key) => {
    const name = fieldName(fields, key);
    const known = name === undefined ? undefined : fields[name];
    const { secret } = rewrite;
    const isSecret = known === undefined ? secretName.test(key) : known.secret === true;
    if (isSecret && secret !== undefined) return mapScalars(entry, secret);
    return known === undefined ? entry : rewriteLeaves(known.shape, entry, rewrite);
  });
}

function mapScalars(value: JsonValue, change: (value: JsonValue) => JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => mapScalars(item, change));
  return isTable(value) ? mapValues(value, (entry) => mapScalars(entry, change)) : change(value);
}

function mapValues(value: JsonObject, change: (value: JsonValue, key: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, change(entry, key)]));
}

function isTable(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
