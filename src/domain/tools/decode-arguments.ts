import { err, ok, type Result } from '../result.js';
import type { JsonObject, JsonValue } from './tool-definition.js';

/** How deep the arguments of a call may nest; deeper ones are refused before they are walked. */
const maxDepth = 128;

/** Parses the arguments of a function call into an object. The error is what the model reads. */
export function parseArguments(text: string): Result<JsonObject, string> {
  if (nestingOf(text) > maxDepth) return err(argumentError(`nesting is deeper than ${maxDepth} levels`));
  let value: JsonValue;
  try {
    value = JSON.parse(text === '' ? '{}' : text) as JsonValue;
  } catch (cause) {
    return err(argumentError(cause instanceof Error ? cause.message : String(cause)));
  }
  return isJsonObject(value) ? ok(value) : err(argumentError('expected a JSON object'));
}

/** Whether a JSON value is an object, not an array and not null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The sentence with which every complaint about arguments begins. */
export function argumentError(detail: string): string {
  return `failed to parse function arguments: ${detail}`;
}

/** Reads typed fields of one argument object and remembers the first complaint. */
export class ArgumentReader {
  readonly #fields: JsonObject;
  #complaint: string | undefined;

  constructor(fields: JsonObject) {
    this.#fields = fields;
  }

  /** A string that must be there; empty after a complaint. */
  requiredString(name: string): string {
    const value = this.#own(name);
    if (typeof value === 'string') return value;
    this.#complain(value === undefined ? `missing field \`${name}\`` : `field \`${name}\` must be a string`);
    return '';
  }

  /** A string, when present. JSON `null` counts as absent. */
  string(name: string): string | undefined {
    return this.#typed(name, 'a string', (value): value is string => typeof value === 'string');
  }

  /** A boolean, when present. */
  boolean(name: string): boolean | undefined {
    return this.#typed(name, 'a boolean', (value): value is boolean => typeof value === 'boolean');
  }

  /** A number, when present. */
  number(name: string): number | undefined {
    return this.#typed(name, 'a number', (value): value is number => typeof value === 'number');
  }

  /** A number that must be there; 0 after a complaint. */
  requiredNumber(name: string): number {
    const value = this.#own(name);
    if (typeof value === 'number') return value;
    this.#complain(value === undefined ? `missing field \`${name}\`` : `field \`${name}\` must be a number`);
    return 0;
  }

  /** A list of strings, when present. */
  strings(name: string): readonly string[] | undefined {
    return this.#typed(name, 'a list of strings', isStringList);
  }

  /** One of the given words, when present. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    return this.#typed(name, `one of ${words.map((word) => `\`${word}\``).join(', ')}`, (value): value is Word =>
      words.some((word) => word === value),
    );
  }

  /** The raw value, own properties only. */
  value(name: string): JsonValue | undefined {
    return this.#own(name);
  }

  /** `value` when nothing was wrong, otherwise the first complaint as the model reads it. */
  finish<T>(value: T): Result<T, string> {
    return this.#complaint === undefined ? ok(value) : err(argumentError(this.#complaint));
  }

  #typed<T extends JsonValue>(name: string, expected: string, is: (value: JsonValue) => value is T): T | undefined {
    const value = this.#own(name);
    if (value === undefined || value === null) return undefined;
    if (is(value)) return value;
    this.#complain(`field \`${name}\` must be ${expected}`);
    return undefined;
  }

  #own(name: string): JsonValue | undefined {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }

  #complain(text: string): void {
    this.#complaint ??= text;
  }
}

function isStringList(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

/** The depth to which brackets nest, strings skipped; linear and without recursion. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === '\\') index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if (char === ']' || char === '}') depth -= 1;
  }
  return deepest;
}
