import { err, ok, type Result } from '../result.js';
import type { ContentPart, HistoryEntry, HistoryItem, ToolOutput } from './history-item.js';
import { withoutJsonMembers } from './json-members.js';

/** Why something is not a history item. `message` names the field and what was expected. */
export interface HistoryItemError {
  readonly code: 'not-json' | 'not-an-object' | 'missing-type' | 'invalid-field';
  readonly message: string;
}

type Fields = { readonly [name: string]: unknown };
type Decoded = Result<HistoryItem, HistoryItemError> | 'unknown';

const idOnly: ReadonlySet<string> = new Set(['id']);
const idAndStatus: ReadonlySet<string> = new Set(['id', 'status']);

/**
 * Reads a Responses API item. The entry's `json` is the text that came, on one line and without `id` (nor `status`, for most kinds that
 * are interpreted); every other field keeps its place and its spelling, known or not. An item of a kind that is not interpreted
 * becomes `opaque`. Parts of a message that have no counterpart here stay in `json` only.
 *
 * @param source JSON text, or a JSON value that was parsed already; the text is better, because it survives as it is
 */
export function decodeHistoryItem(source: unknown): Result<HistoryEntry, HistoryItemError> {
  const text = typeof source === 'string' ? ok(source) : stringify(source);
  if (!text.ok) return text;
  const fields = parseObject(text.value);
  if (!fields.ok) return fields;
  const decoded = decodeFields(fields.value);
  if (decoded === 'unknown') return ok(opaqueEntry(text.value, fields.value));
  if (!decoded.ok) return decoded;
  // The public Codex sends the status of custom calls back, and of no other item that is interpreted here.
  const dropped = decoded.value.kind === 'custom-tool-call' ? idOnly : idAndStatus;
  return ok({ item: decoded.value, json: wireText(text.value, fields.value, dropped) });
}

function stringify(value: unknown): Result<string, HistoryItemError> {
  try {
    // JSON.stringify answers undefined for what has no JSON form, whatever its type says.
    const text: string | undefined = JSON.stringify(value);
    return text === undefined ? failure('not-an-object', 'expected an item, found nothing') : ok(text);
  } catch (error) {
    return failure('not-json', `the item has no JSON form: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parseObject(text: string): Result<Fields, HistoryItemError> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return failure('not-json', `the item is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isFields(value)) return failure('not-an-object', 'expected an item as a JSON object');
  if (typeof value.type !== 'string') return failure('missing-type', 'expected a string in `type` of the item');
  return ok(value);
}

function wireText(text: string, fields: Fields, dropped: ReadonlySet<string>): string {
  // Long threads are resumed item by item, so this takes no detour for the many that are fine as they are.
  const drops = Object.hasOwn(fields, 'id') || (dropped.has('status') && Object.hasOwn(fields, 'status'));
  const kept = drops ? withoutJsonMembers(text, dropped) : text;
  // Line breaks in valid JSON are white space between tokens; an entry is one line.
  return kept.includes('\n') || kept.includes('\r') ? kept.replace(/[\r\n]+/g, '') : kept;
}

function opaqueEntry(text: string, fields: Fields): HistoryEntry {
  const json = wireText(text, fields, idOnly);
  return { item: { kind: 'opaque', json }, json };
}

function decodeFields(fields: Fields): Decoded {
  switch (fields.type) {
    case 'message':
      return decodeMessage(fields);
    case 'reasoning':
      return decodeReasoning(fields);
    case 'function_call':
      return decodeFunctionCall(fields);
    case 'custom_tool_call':
      return decodeCustomToolCall(fields);
    case 'function_call_output':
      return decodeOutput(fields, 'function-call-output');
    case 'custom_tool_call_output':
      return decodeOutput(fields, 'custom-tool-call-output');
    default:
      return 'unknown';
  }
}

function decodeMessage(fields: Fields): Decoded {
  const { role, content, phase } = fields;
  if (role !== 'developer' && role !== 'user' && role !== 'assistant' && role !== 'system') return 'unknown';
  const parts = typeof content === 'string' ? [textPart(role, content)] : decodeParts(content);
  if (parts === undefined) return invalidField('content', 'message', 'an array of parts');
  return ok({ kind: 'message', role, content: parts, ...(typeof phase === 'string' && { phase }) });
}

function textPart(role: string, text: string): ContentPart {
  return { kind: role === 'assistant' ? 'output-text' : 'input-text', text };
}

function decodeReasoning(fields: Fields): Decoded {
  const { summary, content, encrypted_content: encrypted } = fields;
  if (!Array.isArray(summary)) return invalidField('summary', 'reasoning', 'an array of parts');
  return ok({
    kind: 'reasoning',
    summary: partTexts(summary),
    ...(Array.isArray(content) ? { content: partTexts(content) } : {}),
    ...(typeof encrypted === 'string' ? { encryptedContent: encrypted } : {}),
  });
}

function partTexts(parts: readonly unknown[]): readonly string[] {
  return parts.flatMap((part) => (isFields(part) && typeof part.text === 'string' ? [part.text] : []));
}

function decodeFunctionCall(fields: Fields): Decoded {
  const { call_id: callId, name, namespace, arguments: args } = fields;
  if (typeof callId !== 'string') return invalidField('call_id', 'function_call', 'a string');
  if (typeof name !== 'string') return invalidField('name', 'function_call', 'a string');
  if (typeof args !== 'string') return invalidField('arguments', 'function_call', 'a string');
  return ok({
    kind: 'function-call',
    callId,
    name,
    ...(typeof namespace === 'string' ? { namespace } : {}),
    arguments: args,
  });
}

function decodeCustomToolCall(fields: Fields): Decoded {
  const { call_id: callId, name, input } = fields;
  if (typeof callId !== 'string') return invalidField('call_id', 'custom_tool_call', 'a string');
  if (typeof name !== 'string') return invalidField('name', 'custom_tool_call', 'a string');
  if (typeof input !== 'string') return invalidField('input', 'custom_tool_call', 'a string');
  return ok({ kind: 'custom-tool-call', callId, name, input });
}

function decodeOutput(fields: Fields, kind: 'function-call-output' | 'custom-tool-call-output'): Decoded {
  const { type, call_id: callId, output } = fields;
  if (typeof callId !== 'string') return invalidField('call_id', String(type), 'a string');
  const value: ToolOutput | undefined = typeof output === 'string' ? output : decodeParts(output);
  return value === undefined
    ? invalidField('output', String(type), 'a string or an array of parts')
    : ok({ kind, callId, output: value });
}

function decodeParts(parts: unknown): readonly ContentPart[] | undefined {
  return Array.isArray(parts) ? parts.flatMap((part: unknown) => (isFields(part) ? decodePart(part) : [])) : undefined;
}

function decodePart(part: Fields): readonly ContentPart[] {
  const { type, text, refusal, image_url: url, detail } = part;
  if (type === 'input_text' && typeof text === 'string') return [{ kind: 'input-text', text }];
  if (type === 'output_text' && typeof text === 'string') return [{ kind: 'output-text', text }];
  // A refusal is what the model says instead of an answer; people must get to see it.
  if (type === 'refusal' && typeof refusal === 'string') return [{ kind: 'output-text', text: refusal }];
  if (type !== 'input_image' || typeof url !== 'string') return [];
  return [{ kind: 'image', url, ...(typeof detail === 'string' ? { detail } : {}) }];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalidField(field: string, type: string, expected: string): Decoded {
  return failure('invalid-field', `expected ${expected} in \`${field}\` of the \`${type}\` item`);
}

function failure(
  code: HistoryItemError['code'],
  message: string,
): { readonly ok: false; readonly error: HistoryItemError } {
  return err({ code, message });
}
