import { encodeHistoryItem } from '../domain/conversation/encode-history-item.js';
import type { HistoryItem } from '../domain/conversation/history-item.js';
import { noUsage, type TokenUsage } from '../domain/conversation/token-usage.js';
import type { ModelEvent } from '../ports/model.js';

/** A message of the model: its text as one delta, then the finished item. */
export function scriptMessage(text: string, options: { readonly phase?: string } = {}): readonly ModelEvent[] {
  const item: HistoryItem = {
    kind: 'message',
    role: 'assistant',
    content: [{ kind: 'output-text', text }],
    ...options,
  };
  return [{ type: 'message-delta', delta: text }, itemEvent(item)];
}

/** A summary of the model's reasoning: its text as one delta, then the finished item. */
export function scriptReasoning(
  summary: string,
  options: { readonly encryptedContent?: string } = {},
): readonly ModelEvent[] {
  return [
    { type: 'reasoning-delta', delta: summary },
    itemEvent({ kind: 'reasoning', summary: [summary], ...options }),
  ];
}

/** A function call. `arguments` may be a value, which is written as JSON, or text that is passed on as it is. */
export function scriptFunctionCall(call: {
  readonly callId: string;
  readonly name: string;
  readonly namespace?: string;
  readonly arguments: unknown;
}): readonly ModelEvent[] {
  const text = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments);
  return [itemEvent({ kind: 'function-call', ...call, arguments: text })];
}

/** A call of a custom tool with free text, such as a patch. */
export function scriptCustomToolCall(call: {
  readonly callId: string;
  readonly name: string;
  readonly input: string;
}): readonly ModelEvent[] {
  return [itemEvent({ kind: 'custom-tool-call', ...call })];
}

/** The end of a response. Counts that are not given are 0; `totalTokens` defaults to input plus output. */
export function scriptCompleted(usage: Partial<TokenUsage> = {}): readonly ModelEvent[] {
  const counts = { ...noUsage, ...usage };
  const totalTokens = usage.totalTokens ?? counts.inputTokens + counts.outputTokens;
  return [{ type: 'completed', usage: { ...counts, totalTokens } }];
}

function itemEvent(item: HistoryItem): ModelEvent {
  return { type: 'item', entry: encodeHistoryItem(item) };
}
