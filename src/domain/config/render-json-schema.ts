import type { JsonObject } from '../tools/tool-definition.js';
import { type Fields, type ShapeNode, tomlName } from './shape.js';

/** The JSON schema (draft-07, the one that TOML editors read) of what a shape accepts. */
export function renderJsonSchema(shape: ShapeNode): JsonObject {
  switch (shape.kind) {
    case 'text':
      return shape.pattern === undefined ? { type: 'string' } : { type: 'string', pattern: shape.pattern.source };
    case 'path':
      return { type: 'string', minLength: 1 };
    case 'flag':
      return { type: 'boolean' };
    case 'number':
      return { type: shape.whole ? 'integer' : 'number', minimum: shape.min };
    case 'choice':
      return { type: 'string', enum: shape.choices };
    case 'list': {
      const items = { type: 'array', items: renderJsonSchema(shape.items) };
      return shape.minItems === 0 ? items : { ...items, minItems: shape.minItems };
    }
    case 'map':
      return { type: 'object', additionalProperties: renderJsonSchema(shape.values) };
    case 'table':
      return { type: 'object', properties: renderFields(shape.fields), additionalProperties: false };
    case 'either':
      return { anyOf: shape.options.map(renderJsonSchema) };
    case 'open-table':
      return { type: 'object' };
  }
}

function renderFields(fields: Fields): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { shape, about }]) => [
      tomlName(name),
      { description: about, ...renderJsonSchema(shape) },
    ]),
  );
}
