import type { JsonObject } from '../tools/tool-definition.js';
import { isRecord, type JsonLimits, objectWithin, own, ownText } from './json-extent.js';
import { legible } from './mcp-tool.js';

/** A question that a server asks the user while it works on a call. */
export type McpQuestion =
  | {
      readonly kind: 'form';
      readonly message: string;
      /** The JSON schema of the answer: an object of plain values. */
      readonly schema: JsonObject;
    }
  /** The user is to visit an address. Nothing opens it by itself. */
  | { readonly kind: 'url'; readonly message: string; readonly url: string };

/** What the user answers. `content` fits the schema of a form. */
export type McpAnswer =
  | { readonly action: 'accept'; readonly content?: JsonObject }
  | { readonly action: 'decline' }
  | { readonly action: 'cancel' };

const schemaLimits: JsonLimits = { maxDepth: 8, maxNodes: 2_000, maxCharacters: 65_536 };

/** Decodes the parameters of `elicitation/create`; `undefined` when a person could not make sense of them. */
export function decodeQuestion(params: unknown): McpQuestion | undefined {
  if (!isRecord(params)) return undefined;
  const message = legible(ownText(params, 'message') ?? '');
  if (own(params, 'mode') === 'url') {
    const url = ownText(params, 'url');
    return url !== undefined && isWebAddress(url) ? { kind: 'url', message, url } : undefined;
  }
  const schema = objectWithin(own(params, 'requestedSchema') ?? {}, schemaLimits);
  return schema === undefined ? undefined : { kind: 'form', message, schema };
}

/**
 * Completes an acceptance with the defaults of the form. A form whose required fields stay empty cannot be accepted and counts as
 * declined: half an answer would be one that nobody gave.
 */
export function completeAnswer(question: McpQuestion, answer: McpAnswer): McpAnswer {
  if (answer.action !== 'accept' || question.kind === 'url') return bare(answer);
  const content = { ...defaultsOf(question.schema), ...answer.content };
  const required = own(question.schema, 'required');
  const missing = Array.isArray(required) && required.some((key) => !Object.hasOwn(content, String(key)));
  return missing ? { action: 'decline' } : { action: 'accept', content };
}

function bare({ action }: McpAnswer): McpAnswer {
  return { action };
}

function defaultsOf(schema: JsonObject): JsonObject {
  const properties = own(schema, 'properties');
  if (!isRecord(properties)) return {};
  const entries = Object.entries(properties).flatMap(([key, property]) =>
    isRecord(property) && Object.hasOwn(property, 'default') ? [[key, property.default] as const] : [],
  );
  return Object.fromEntries(entries) as JsonObject;
}

function isWebAddress(url: string): boolean {
  return url.length <= 4_096 && /^https?:\/\/[^\s\p{Cc}]+$/iu.test(url);
}
