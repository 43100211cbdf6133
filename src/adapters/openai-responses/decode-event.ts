import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { decodeHistoryItem } from '../../domain/conversation/decode-history-item.js';
import { jsonMemberText } from '../../domain/conversation/json-members.js';
import type { ModelEvent } from '../../ports/model.js';
import { decodeFailedResponse } from './decode-failed-response.js';
import { decodeUsage } from './decode-usage.js';
import { type Fields, field, isFields, parseJson, textField } from './json-fields.js';

/** What the data of one stream event means, or undefined when it means nothing here: malformed, unknown, or of no interest. */
export function decodeEvent(data: string): ModelEvent | undefined {
  const event = parseJson(data);
  if (!isFields(event)) return undefined;
  switch (event.type as ResponseStreamEvent['type']) {
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return delta('message-delta', event.delta);
    case 'response.reasoning_summary_text.delta':
      return delta('reasoning-delta', event.delta);
    case 'response.reasoning_summary_part.added':
      return partBreak(event);
    case 'response.output_item.added':
      return textField(event.item, 'type') === 'web_search_call' ? { type: 'search-started' } : undefined;
    case 'response.output_item.done':
      return finishedItem(data);
    case 'response.completed':
      return completed(event);
    case 'response.failed':
      return { type: 'failed', failure: decodeFailedResponse(field(event.response, 'error')) };
    case 'response.incomplete':
      return { type: 'failed', failure: { kind: 'incomplete', reason: incompleteReason(event) } };
    default:
      return undefined;
  }
}

function delta(type: 'message-delta' | 'reasoning-delta', text: unknown): ModelEvent | undefined {
  return typeof text === 'string' ? { type, delta: text } : undefined;
}

/** Between two parts of a summary: the finished summary has its parts on lines of their own. */
function partBreak(event: Fields): ModelEvent | undefined {
  const index = event.summary_index;
  return typeof index === 'number' && index > 0 ? { type: 'reasoning-delta', delta: '\n' } : undefined;
}

function finishedItem(data: string): ModelEvent | undefined {
  const text = jsonMemberText(data, 'item');
  if (text === undefined) return undefined;
  // Copied, because a slice would keep the whole chunk of the stream alive for as long as the thread lives.
  const decoded = decodeHistoryItem(Buffer.from(text).toString());
  return decoded.ok ? { type: 'item', entry: decoded.value } : undefined;
}

function completed(event: Fields): ModelEvent {
  const usage = decodeUsage(field(event.response, 'usage'));
  return usage === undefined ? { type: 'completed' } : { type: 'completed', usage };
}

function incompleteReason(event: Fields): string {
  return textField(field(event.response, 'incomplete_details'), 'reason') ?? 'unknown';
}
