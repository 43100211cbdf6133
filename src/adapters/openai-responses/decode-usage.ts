import type { TokenUsage } from '../../domain/conversation/token-usage.js';
import { field, isFields } from './json-fields.js';

/** The token counts of a response, or undefined when there are none. A count that is missing or no number is 0. */
export function decodeUsage(usage: unknown): TokenUsage | undefined {
  if (!isFields(usage)) return undefined;
  const input = field(usage, 'input_tokens_details');
  const output = field(usage, 'output_tokens_details');
  const inputTokens = count(field(usage, 'input_tokens'));
  const outputTokens = count(field(usage, 'output_tokens'));
  const total = field(usage, 'total_tokens');
  return {
    inputTokens,
    cachedInputTokens: count(field(input, 'cached_tokens')),
    cacheWriteInputTokens: count(field(input, 'cache_write_tokens')),
    outputTokens,
    reasoningOutputTokens: count(field(output, 'reasoning_tokens')),
    totalTokens: typeof total === 'number' ? count(total) : inputTokens + outputTokens,
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}
