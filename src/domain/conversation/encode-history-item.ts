import { assertNever } from '../result.js';
import type { JsonObject, JsonValue } from '../tools/tool-definition.js';
import type { ContentPart, HistoryEntry, HistoryItem, ToolOutput } from './history-item.js';
import { wellFormedJson } from './well-formed-json.js';

type Message = Extract<HistoryItem, { kind: 'message' }>;
type Reasoning = Extract<HistoryItem, { kind: 'reasoning' }>;
type FunctionCall = Extract<HistoryItem, { kind: 'function-call' }>;
type TextType = 'input_text' | 'output_text';

/**
 * Gives an item its serialised form: a Responses API input item on one line, `type` first, then the fields in a fixed order, without
 * `id` and `status`. The same item always yields the same bytes. An item that came from a model should go through
 * `decodeHistoryItem` instead, which keeps the fields that this release does not know.
 */
export function encodeHistoryItem(item: HistoryItem): HistoryEntry {
  // Line breaks in valid JSON are white space between tokens, so removing them from an opaque item changes nothing.
  if (item.kind === 'opaque') return { item, json: item.json.replace(/[\r\n]+/g, '') };
  return { item, json: wellFormedJson(toInputItem(item)) };
}

function toInputItem(item: Exclude<HistoryItem, { kind: 'opaque' }>): JsonObject {
  switch (item.kind) {
    case 'message':
      return messageItem(item);
    case 'reasoning':
      return reasoningItem(item);
    case 'function-call':
      return functionCallItem(item);
    case 'custom-tool-call':
      return { type: 'custom_tool_call', call_id: item.callId, name: item.name, input: item.input };
    case 'function-call-output':
      return { type: 'function_call_output', call_id: item.callId, output: outputValue(item.output) };
    case 'custom-tool-call-output':
      return { type: 'custom_tool_call_output', call_id: item.callId, output: outputValue(item.output) };
    default:
      return assertNever(item);
  }
}

function messageItem(item: Message): JsonObject {
  // The role decides the type of text: providers refuse input text of the assistant and output text of anybody else.
  const textType: TextType = item.role === 'assistant' ? 'output_text' : 'input_text';
  const content = item.content.map((part) => contentPart(part, textType));
  const message: JsonObject = { type: 'message', role: item.role, content };
  return item.phase === undefined ? message : { ...message, phase: item.phase };
}

function reasoningItem(item: Reasoning): JsonObject {
  const summary = item.summary.map((text) => ({ type: 'summary_text', text }));
  const content = item.content?.map((text) => ({ type: 'reasoning_text', text })) ?? null;
  const reasoning: JsonObject = { type: 'reasoning', summary, content };
  return item.encryptedContent === undefined ? reasoning : { ...reasoning, encrypted_content: item.encryptedContent };
}

function functionCallItem(item: FunctionCall): JsonObject {
  const namespace = item.namespace === undefined ? {} : { namespace: item.namespace };
  return { type: 'function_call', name: item.name, ...namespace, arguments: item.arguments, call_id: item.callId };
}

function outputValue(output: ToolOutput): JsonValue {
  return typeof output === 'string' ? output : output.map((part) => contentPart(part, 'input_text'));
}

function contentPart(part: ContentPart, textType: TextType): JsonObject {
  if (part.kind !== 'image') return { type: textType, text: part.text };
  const image: JsonObject = { type: 'input_image', image_url: part.url };
  return part.detail === undefined ? image : { ...image, detail: part.detail };
}
