import type { JsonObject, JsonValue } from '../tools/tool-definition.js';

/** How large a JSON value may be. */
export interface JsonLimits {
  /** How deep containers may nest; a plain value has depth 0. */
  readonly maxDepth: number;
  /** Members, elements and plain values together. */
  readonly maxNodes: number;
  /** UTF-16 units of all strings and keys together. */
  readonly maxCharacters: number;
}

/** What a single answer of a server may amount to. */
export const resultLimits: JsonLimits = { maxDepth: 64, maxNodes: 500_000, maxCharacters: 64 * 1024 * 1024 };

/** What a person's answer to a question of a server may amount to. */
export const answerLimits: JsonLimits = { maxDepth: 8, maxNodes: 10_000, maxCharacters: 1_048_576 };

/**
 * The value as JSON when it is no larger than the limits; `undefined` otherwise. Walks without recursion and stops at the first excess,
 * so that a hostile value costs no more than the limits allow.
 */
export function jsonWithin(value: unknown, limits: JsonLimits): JsonValue | undefined {
  let characters = 0;
  let nodes = 0;
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    nodes += 1;
    if (nodes > limits.maxNodes || !isJsonType(next.value)) return undefined;
    if (typeof next.value === 'string') characters += next.value.length;
    if (typeof next.value === 'object' && next.value !== null) {
      const depth = next.depth + 1;
      if (depth > limits.maxDepth) return undefined;
      if (Array.isArray(next.value) && next.value.length > limits.maxNodes) return undefined;
      for (const [key, inner] of Object.entries(next.value)) {
        if (!Array.isArray(next.value)) characters += key.length;
        open.push({ value: inner, depth });
      }
      if (nodes + open.length > limits.maxNodes) return undefined;
    }
    if (characters > limits.maxCharacters) return undefined;
  }
  return value as JsonValue;
}

/** Whether a value that came out of a JSON parser is an object, not an array and not null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own property of an object, read without looking at its prototype. */
export function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** An own property when it is a string. */
export function ownText(value: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const text = own(value, key);
  return typeof text === 'string' ? text : undefined;
}

/** The value as a JSON object when it is one and no larger than the limits. */
export function objectWithin(value: unknown, limits: JsonLimits): JsonObject | undefined {
  if (!isRecord(value)) return undefined;
  const json = jsonWithin(value, limits);
  return json === undefined ? undefined : (json as JsonObject);
}

function isJsonType(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value);
}
