import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import { basicTypeOf, describeShape, describeValue, typeNameOf } from './describe-shape.js';
import type { KeyPath } from './key-path.js';
import { nearestName } from './nearest-name.js';
import { type Fields, fieldName, type Shape, type ShapeNode, tomlName } from './shape.js';

/** A place where a value does not have its shape. */
export type ShapeProblem =
  | {
      readonly kind: 'mismatch';
      readonly path: KeyPath;
      readonly expected: string;
      readonly found: string;
      readonly suggestion?: string;
    }
  | { readonly kind: 'unknown-key'; readonly path: KeyPath; readonly suggestion?: string };

/** What became of a value: everything that could be decoded, and every problem in the order of the keys. */
export interface ShapeReport<T> {
  /** Absent when the outermost value itself has the wrong type. Keys with problems are left out. */
  readonly value?: T;
  readonly problems: readonly ShapeProblem[];
}

/** Decodes a value by its shape; snake_case keys become camelCase. Never fails at the first problem. */
export function decodeShape<T>(shape: Shape<T>, value: JsonValue): ShapeReport<T> {
  const problems: ShapeProblem[] = [];
  const result = decodeNode(shape, value, { path: [], secret: false, problems });
  return result === undefined ? { problems } : { value: result as T, problems };
}

/** A hostile file may have very many keys; to find what each of them resembles would take long. */
const mostSuggestions = 20;

interface Place {
  readonly path: KeyPath;
  readonly secret: boolean;
  readonly problems: ShapeProblem[];
}

function decodeNode(shape: ShapeNode, value: JsonValue, place: Place): unknown {
  switch (shape.kind) {
    case 'list':
      return Array.isArray(value) ? decodeList(shape, value, place) : mismatch(shape, value, place);
    case 'map':
      return isTable(value) ? decodeMap(shape.values, value, place) : mismatch(shape, value, place);
    case 'table':
      return isTable(value) ? decodeTable(shape.fields, value, place) : mismatch(shape, value, place);
    case 'either': {
      const option = optionFor(shape.options, value);
      return option === undefined ? mismatch(shape, value, place) : decodeNode(option, value, place);
    }
    default:
      return acceptsScalar(shape, value) ? value : mismatch(shape, value, place);
  }
}

function decodeList(shape: Extract<ShapeNode, { kind: 'list' }>, items: readonly JsonValue[], place: Place): unknown {
  if (items.length < shape.minItems) return mismatch(shape, items, place);
  return items.map((item, index) => decodeNode(shape.items, item, inside(place, String(index)))).filter(isPresent);
}

function decodeMap(values: ShapeNode, entries: JsonObject, place: Place): unknown {
  return fromEntries(
    Object.entries(entries).map(([name, value]) => [name, decodeNode(values, value, inside(place, name))]),
  );
}

function decodeTable(fields: Fields, entries: JsonObject, place: Place): unknown {
  return fromEntries(
    Object.entries(entries).map(([key, value]) => {
      const name = fieldName(fields, key);
      const known = name === undefined ? undefined : fields[name];
      if (name === undefined || known === undefined) {
        const near =
          place.problems.length < mostSuggestions ? nearestName(key, Object.keys(fields).map(tomlName)) : undefined;
        place.problems.push(unknownKey([...place.path, key], near));
        return ['', undefined];
      }
      const secret = place.secret || known.secret === true;
      return [name, decodeNode(known.shape, value, { ...inside(place, key), secret })];
    }),
  );
}

function inside(place: Place, name: string): Place {
  return { ...place, path: [...place.path, name] };
}

/** The option of an `either` that takes values of this basic type. */
export function optionFor(options: readonly ShapeNode[], value: JsonValue): ShapeNode | undefined {
  return options.find((option) => basicTypeOf(option) === typeNameOf(value));
}

function acceptsScalar(shape: ShapeNode, value: JsonValue): boolean {
  if (basicTypeOf(shape) !== typeNameOf(value)) return false;
  if (shape.kind === 'choice') return shape.choices.includes(String(value));
  if (shape.kind === 'text') return shape.pattern === undefined || new RegExp(shape.pattern.source).test(String(value));
  if (shape.kind === 'path') return value !== '' && !String(value).includes('\0');
  if (shape.kind !== 'number') return true;
  const count = Number(value);
  return count >= shape.min && Number.isFinite(count) && (!shape.whole || Number.isSafeInteger(count));
}

function isTable(value: JsonValue): value is JsonObject {
  return typeNameOf(value) === 'table';
}

function mismatch(shape: ShapeNode, value: JsonValue, place: Place): undefined {
  const expected = describeShape(shape);
  const found = describeValue(value, place.secret);
  const near = shape.kind === 'choice' && typeof value === 'string' ? nearestName(value, shape.choices) : undefined;
  const base = { kind: 'mismatch', path: place.path, expected, found } as const;
  place.problems.push(near === undefined ? base : { ...base, suggestion: near });
  return undefined;
}

function unknownKey(path: KeyPath, suggestion: string | undefined): ShapeProblem {
  return suggestion === undefined ? { kind: 'unknown-key', path } : { kind: 'unknown-key', path, suggestion };
}

function isPresent(value: unknown): boolean {
  return value !== undefined;
}

// Object.fromEntries defines own properties, so that a key called `__proto__` is a key like any other.
function fromEntries(entries: readonly (readonly unknown[])[]): unknown {
  return Object.fromEntries(entries.filter(([, value]) => isPresent(value)) as [string, unknown][]);
}
