import type { ThreadRecord } from '../../domain/conversation/thread-record.js';
import type { TokenUsage } from '../../domain/conversation/token-usage.js';
import { asCount, asFields, asText, asTexts, type Fields } from './json-fields.js';

/**
 * A record out of the payload of an `event_msg` line; undefined for events that are not kept.
 *
 * @param writtenAt when the line was written, in milliseconds since the epoch; NaN when unknown
 */
export function decodeEvent(payload: Fields, writtenAt: number): ThreadRecord | undefined {
  switch (payload.type) {
    case 'user_message':
      return userMessage(asText(payload.message), asTexts(payload.images), asTexts(payload.local_images));
    case 'agent_message':
      return agentMessage(asText(payload.message), asText(payload.phase));
    case 'agent_reasoning':
      return agentReasoning(asText(payload.text));
    case 'item_completed':
      return decodeCompletedItem(asFields(payload.item) ?? {});
    case 'token_count':
      return decodeTokenCount(asFields(payload.info));
    case 'task_started':
    case 'turn_started':
    case 'task_complete':
    case 'turn_complete':
    case 'turn_aborted':
      return decodeTurnMark(payload, writtenAt);
    default:
      return undefined;
  }
}

/** Later releases of the public Codex store messages as items instead of events of their own. */
function decodeCompletedItem(item: Fields): ThreadRecord | undefined {
  const content = Array.isArray(item.content) ? item.content.map((part) => asFields(part) ?? {}) : [];
  const text = content.flatMap((part) => asText(part.text) ?? []).join('');
  switch (item.type) {
    case 'UserMessage':
      return userMessage(text, contentUrls(content, 'image', 'image_url'), contentUrls(content, 'local_image', 'path'));
    case 'AgentMessage':
      return agentMessage(text, asText(item.phase));
    case 'Reasoning':
      return agentReasoning(asTexts(item.summary_text).join('\n\n'));
    default:
      return undefined;
  }
}

function contentUrls(content: readonly Fields[], type: string, key: string): readonly string[] {
  return content.flatMap((part) => (part.type === type ? (asText(part[key]) ?? []) : []));
}

function userMessage(
  text: string | undefined,
  images: readonly string[],
  localImages: readonly string[],
): ThreadRecord | undefined {
  return text === undefined ? undefined : { kind: 'user-message', text, images, localImages };
}

function agentMessage(text: string | undefined, phase: string | undefined): ThreadRecord | undefined {
  if (text === undefined) return undefined;
  return { kind: 'agent-message', text, ...(phase === undefined ? {} : { phase }) };
}

function agentReasoning(text: string | undefined): ThreadRecord | undefined {
  return text === undefined || text === '' ? undefined : { kind: 'agent-reasoning', text };
}

function decodeTokenCount(info: Fields | undefined): ThreadRecord | undefined {
  const total = asFields(info?.total_token_usage);
  const last = asFields(info?.last_token_usage);
  if (info === undefined || total === undefined || last === undefined) return undefined;
  return { kind: 'token-count', total: decodeUsage(total), last: decodeUsage(last), ...contextWindow(info) };
}

function decodeUsage(usage: Fields): TokenUsage {
  return {
    inputTokens: asCount(usage.input_tokens) ?? 0,
    cachedInputTokens: asCount(usage.cached_input_tokens) ?? 0,
    cacheWriteInputTokens: asCount(usage.cache_write_input_tokens) ?? 0,
    outputTokens: asCount(usage.output_tokens) ?? 0,
    reasoningOutputTokens: asCount(usage.reasoning_output_tokens) ?? 0,
    totalTokens: asCount(usage.total_tokens) ?? 0,
  };
}

function decodeTurnMark(payload: Fields, writtenAt: number): ThreadRecord {
  const turnId = asText(payload.turn_id) ?? '';
  if (payload.type === 'task_started' || payload.type === 'turn_started') {
    return { kind: 'turn-started', turnId, at: moment(payload.started_at, writtenAt), ...contextWindow(payload) };
  }
  const at = moment(payload.completed_at, writtenAt);
  const durationMs = asCount(payload.duration_ms) ?? 0;
  if (payload.type === 'turn_aborted') return { kind: 'turn-aborted', turnId, reason: 'interrupted', at, durationMs };
  const lastAgentMessage = asText(payload.last_agent_message);
  const timeToFirstTokenMs = asCount(payload.time_to_first_token_ms);
  return {
    kind: 'turn-completed',
    turnId,
    ...(lastAgentMessage === undefined ? {} : { lastAgentMessage }),
    at,
    durationMs,
    ...(timeToFirstTokenMs === undefined ? {} : { timeToFirstTokenMs }),
  };
}

function contextWindow(fields: Fields): { readonly contextWindow?: number } {
  const tokens = asCount(fields.model_context_window);
  return tokens === undefined ? {} : { contextWindow: tokens };
}

/** The event has whole seconds; when the line was written within that second, its own time is more exact. */
function moment(seconds: unknown, writtenAt: number): number {
  const whole = asCount(seconds);
  if (whole === undefined) return Number.isNaN(writtenAt) ? 0 : writtenAt;
  return Math.floor(writtenAt / 1000) === whole ? writtenAt : whole * 1000;
}
