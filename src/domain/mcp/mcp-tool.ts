import type { JsonObject } from '../tools/tool-definition.js';
import { isRecord, type JsonLimits, objectWithin, own, ownText } from './json-extent.js';

/** A tool as its server describes it. */
export interface McpTool {
  /** The server's own name for it; at most 1,024 characters of any kind. */
  readonly name: string;
  readonly description: string;
  /** A JSON schema of an object. */
  readonly inputSchema: JsonObject;
  readonly annotations: McpToolAnnotations;
}

/** What a server says about the effects of a tool. Nothing of it is proven. */
export interface McpToolAnnotations {
  readonly readOnly?: boolean;
  readonly destructive?: boolean;
  readonly openWorld?: boolean;
}

/** The usable tools of a list, in its order. */
export interface DecodedTools {
  readonly tools: readonly McpTool[];
  /** How many entries were left out: malformed, named twice, or larger than the limits. */
  readonly rejected: number;
}

/** How many tools of one server are looked at; the rest counts as rejected. */
export const maxTools = 1_000;

const maxNameCharacters = 1_024;
const maxDescriptionCharacters = 16_384;
const schemaLimits: JsonLimits = { maxDepth: 32, maxNodes: 10_000, maxCharacters: 131_072 };

/** Decodes the `tools` of a server. One bad entry does not spoil the others. */
export function decodeTools(entries: readonly unknown[]): DecodedTools {
  const tools = new Map<string, McpTool>();
  for (const entry of entries.slice(0, maxTools)) {
    const tool = decodeTool(entry);
    if (tool !== undefined && !tools.has(tool.name)) tools.set(tool.name, tool);
  }
  return { tools: [...tools.values()], rejected: entries.length - tools.size };
}

function decodeTool(entry: unknown): McpTool | undefined {
  if (!isRecord(entry)) return undefined;
  const name = ownText(entry, 'name');
  if (name === undefined || name === '' || name.length > maxNameCharacters) return undefined;
  const schema = objectWithin(own(entry, 'inputSchema') ?? {}, schemaLimits);
  if (schema === undefined) return undefined;
  return {
    name,
    description: legible(ownText(entry, 'description') ?? ''),
    inputSchema: asObjectSchema(schema),
    annotations: decodeAnnotations(own(entry, 'annotations')),
  };
}

/** Providers insist on an object with properties, even for a function without arguments. */
function asObjectSchema(schema: JsonObject): JsonObject {
  const typed = own(schema, 'type') === 'object' ? schema : { ...schema, type: 'object' };
  return isRecord(own(typed, 'properties')) ? typed : { ...typed, properties: {} };
}

function decodeAnnotations(value: unknown): McpToolAnnotations {
  if (!isRecord(value)) return {};
  const [readOnly, destructive, openWorld] = ['readOnlyHint', 'destructiveHint', 'openWorldHint'].map((key) => {
    const hint = own(value, key);
    return typeof hint === 'boolean' ? hint : undefined;
  });
  return {
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(destructive === undefined ? {} : { destructive }),
    ...(openWorld === undefined ? {} : { openWorld }),
  };
}

/**
 * A text of a server as the model may read it: cut to a sane length, without terminal controls and without characters that people who
 * look at the same text would not see.
 */
export function legible(text: string): string {
  const beginning = text.slice(0, maxDescriptionCharacters);
  return beginning.replaceAll(concealed, '').replaceAll(/\p{Cs}/gu, '\ufffd');
}

// Joiners and variation selectors stay: scripts and emoji need them.
const concealed =
  /(?![\n\t])\p{Cc}|\p{Bidi_Control}|(?!\u200c|\u200d|[\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
