import {
  OpenAIResponsesModel,
  type OpenAIResponsesModelOptions,
} from '../../../src/adapters/openai-responses/openai-responses-model.js';
import { encodeHistoryItem } from '../../../src/domain/conversation/encode-history-item.js';
import type { HistoryEntry } from '../../../src/domain/conversation/history-item.js';
import type { Model, ModelEvent, ModelRequest } from '../../../src/ports/model.js';

/** A thread with one question in it. */
export const request: ModelRequest = {
  threadId: '019f0000-0000-7000-8000-000000000001',
  turnId: '019f0000-0000-7000-8000-000000000002',
  model: 'gpt-test',
  instructions: 'Be brief.',
  history: [userMessage('Hi')],
  tools: [],
  parallelToolCalls: false,
  cacheKey: '019f0000-0000-7000-8000-000000000001',
};

/** A history entry with a prompt. */
export function userMessage(text: string): HistoryEntry {
  return encodeHistoryItem({ kind: 'message', role: 'user', content: [{ kind: 'input-text', text }] });
}

/** The adapter, pointed at a server. */
export function modelAt(baseUrl: string, options: Partial<OpenAIResponsesModelOptions> = {}): OpenAIResponsesModel {
  return new OpenAIResponsesModel({ baseUrl, originator: 'codex_test', version: '1.2.3', ...options });
}

/** All events of one sampling. */
export async function ask(
  model: Model,
  asked: ModelRequest = request,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of model.stream(asked, signal)) events.push(event);
  return events;
}
