import type { JsonObject } from '../tools/tool-definition.js';

declare const decoded: unique symbol;

/** What a configuration value has to look like: plain data that drives decoding, diagnostics and the JSON schema. */
export type ShapeNode =
  | { readonly kind: 'text'; readonly pattern?: { readonly source: string; readonly description: string } }
  /** A path; relative ones are resolved against the directory of their layer. */
  | { readonly kind: 'path' }
  | { readonly kind: 'flag' }
  | { readonly kind: 'number'; readonly whole: boolean; readonly min: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'list'; readonly items: ShapeNode; readonly minItems: number }
  | { readonly kind: 'map'; readonly values: ShapeNode }
  | { readonly kind: 'table'; readonly fields: Fields }
  /** The first option that takes values of the same basic type is meant. */
  | { readonly kind: 'either'; readonly options: readonly ShapeNode[] }
  /** A table that somebody else interprets. */
  | { readonly kind: 'open-table' };

/** A shape whose values are decoded to `T`. */
export type Shape<T> = ShapeNode & { readonly [decoded]?: T };

/** One key of a table. All keys are optional. */
export interface Field<T = unknown> {
  readonly shape: Shape<T>;
  /** One sentence for people, shown by editors. */
  readonly about: string;
  /** The value must not be shown in diagnostics and listings. */
  readonly secret?: true;
}

/** The keys of a table by their camelCase name; in TOML they are spelled in snake_case. */
export type Fields = Readonly<Record<string, Field>>;

/** What a shape, or the fields of a table, are decoded to. */
export type Decoded<S> = S extends Shape<infer T> ? T : never;

type DecodedFields<F extends Fields> = { readonly [K in keyof F]?: F[K] extends Field<infer T> ? T : never };

/** Any text. */
export const text: Shape<string> = { kind: 'text' };
/** A file system path. */
export const path: Shape<string> = { kind: 'path' };
/** `true` or `false`. */
export const flag: Shape<boolean> = { kind: 'flag' };
/** A table that is kept as it is. */
export const openTable: Shape<JsonObject> = { kind: 'open-table' };

/** A text that matches a pattern, which `description` puts into words. */
export function textLike(source: string, description: string): Shape<string> {
  return { kind: 'text', pattern: { source, description } };
}

/** A whole number >= `min`. */
export function wholeNumber(min: number): Shape<number> {
  return { kind: 'number', whole: true, min };
}

/** A number >= `min`. */
export function number(min: number): Shape<number> {
  return { kind: 'number', whole: false, min };
}

/** One of a few words. */
export function choice<const C extends string>(...choices: readonly C[]): Shape<C> {
  return { kind: 'choice', choices };
}

/** A list of equal shapes with at least `minItems` entries. */
export function list<T>(items: Shape<T>, minItems = 0): Shape<readonly T[]> {
  return { kind: 'list', items, minItems };
}

/** A table whose keys are free. Look its entries up with `Object.hasOwn`. */
export function mapOf<T>(values: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return { kind: 'map', values };
}

/** A table whose keys are known. */
export function table<F extends Fields>(fields: F): Shape<DecodedFields<F>> {
  return { kind: 'table', fields };
}

/** One of two shapes of different basic types. */
export function either<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return { kind: 'either', options: [first, second] };
}

/** A key of a table. */
export function field<T>(shape: Shape<T>, about: string): Field<T> {
  return { shape, about };
}

/** A key of a table whose value must not be shown. */
export function secretField<T>(shape: Shape<T>, about: string): Field<T> {
  return { shape, about, secret: true };
}

/** The TOML spelling of a camelCase name. */
export function tomlName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The camelCase name of the field that a TOML key spells, if the table has it. */
export function fieldName(fields: Fields, key: string): string | undefined {
  const name = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.hasOwn(fields, name) && tomlName(name) === key ? name : undefined;
}
