import type { JsonValue } from '../tools/tool-definition.js';
import type { ShapeNode } from './shape.js';

/** The basic types of JSON, in this package's words. */
export type TypeName = 'text' | 'flag' | 'number' | 'list' | 'table' | 'nothing';

/** The basic type that a shape accepts. */
export function basicTypeOf(shape: ShapeNode): TypeName | 'several' {
  switch (shape.kind) {
    case 'text':
    case 'path':
    case 'choice':
      return 'text';
    case 'map':
    case 'table':
    case 'open-table':
      return 'table';
    case 'either':
      return 'several';
    default:
      return shape.kind;
  }
}

/** The basic type of a value. */
export function typeNameOf(value: JsonValue): TypeName {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'boolean') return 'flag';
  if (typeof value === 'number') return 'number';
  return Array.isArray(value) ? 'list' : 'table';
}

/** What a shape accepts, in words that follow "must be". */
export function describeShape(shape: ShapeNode): string {
  switch (shape.kind) {
    case 'text':
      return shape.pattern?.description ?? 'a string';
    case 'path':
      return 'a path';
    case 'flag':
      return '`true` or `false`';
    case 'number':
      return `a ${shape.whole ? 'whole ' : ''}number >= ${shape.min}`;
    case 'choice':
      return `one of ${shape.choices.map((word) => `\`${word}\``).join(', ')}`;
    case 'list':
      return `${shape.minItems > 0 ? 'a non-empty' : 'an'} array, each entry ${describeShape(shape.items)}`;
    case 'either':
      return shape.options.map(describeShape).join(', or ');
    default:
      return 'a table';
  }
}

/** What was found, in words that follow "found"; a secret is never quoted. */
export function describeValue(value: JsonValue, secret: boolean): string {
  switch (typeNameOf(value)) {
    case 'text':
      return secret ? 'a string' : `the string \`${shorten(String(value))}\``;
    case 'flag':
    case 'number':
      return secret ? `a ${typeof value}` : `\`${String(value)}\``;
    case 'list':
      return 'an array';
    case 'table':
      return 'a table';
    case 'nothing':
      return 'nothing';
  }
}

function shorten(value: string): string {
  return value.length <= 60 ? value : `${value.slice(0, 57)}...`;
}
