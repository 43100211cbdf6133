import { err, ok, type Result } from '../../result.js';

/** Where a value from outside does not have the expected form. `at` is a path such as `file_system.entries[3].access`. */
export interface WireError {
  readonly at: string;
  readonly message: string;
}

/** An object from outside. Read it through {@link member}, which looks at own properties only. */
export type WireObject = Readonly<Record<string, unknown>>;

/** Builds the failure of a decoder. */
export function wireError(at: string, message: string): { readonly ok: false; readonly error: WireError } {
  return err({ at, message: at === '' ? message : `${message} at \`${at}\`` });
}

/** An own property, or `undefined`; `null` counts as absent. */
export function member(object: WireObject, key: string): unknown {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

/** Decodes a JSON object. */
export function readObject(value: unknown, at: string): Result<WireObject, WireError> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wireError(at, 'expected an object');
  return ok(value as WireObject);
}

/** Decodes a text. */
export function readString(value: unknown, at: string): Result<string, WireError> {
  return typeof value === 'string' ? ok(value) : wireError(at, 'expected a string');
}

/** Decodes `true` or `false`, with a value for absence. */
export function readBoolean(value: unknown, at: string, absent: boolean): Result<boolean, WireError> {
  if (value === undefined) return ok(absent);
  return typeof value === 'boolean' ? ok(value) : wireError(at, 'expected `true` or `false`');
}

/** Decodes an array element by element; an absent one is empty. Stops at the first element that fails. */
export function readArray<T>(
  value: unknown,
  at: string,
  readElement: (element: unknown, at: string) => Result<T, WireError>,
): Result<readonly T[], WireError> {
  if (value === undefined) return ok([]);
  if (!Array.isArray(value)) return wireError(at, 'expected an array');
  const elements: T[] = [];
  for (const [index, element] of value.entries()) {
    const decoded = readElement(element, `${at}[${index}]`);
    if (!decoded.ok) return decoded;
    elements.push(decoded.value);
  }
  return ok(elements);
}

/** Refuses keys that nobody knows. */
export function refuseOtherKeys(
  object: WireObject,
  at: string,
  known: readonly string[],
): Result<WireObject, WireError> {
  const other = Object.keys(object).find((key) => !known.includes(key));
  if (other === undefined) return ok(object);
  return wireError(at, `unknown key \`${other}\`; expected one of ${quoteList(known)}`);
}

/** Renders alternatives for a message. */
function quoteList(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(', ');
}

/** Puts the name of a member behind the path of its object. */
export function memberPath(at: string, key: string): string {
  return at === '' ? key : `${at}.${key}`;
}
