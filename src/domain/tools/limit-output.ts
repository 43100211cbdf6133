import type { ContentPart, ToolOutput } from '../conversation/history-item.js';
import { estimateTokens, truncateOutput } from '../conversation/truncate-output.js';

/** The longest image that is passed on, in characters of its URL: what a file of 20 MiB takes. */
const maxImageLength = 28 * 1024 * 1024;

/**
 * Cuts what a tool answers to `maxTokens` of text. Parts share the budget in their order; texts for which nothing is left are dropped,
 * images stay unless they are too large to be sent.
 */
export function limitOutput(output: ToolOutput, maxTokens: number): ToolOutput {
  if (typeof output === 'string') return truncateOutput(output, maxTokens);
  let left = maxTokens;
  const kept: ContentPart[] = [];
  for (const part of output) {
    if (part.kind === 'image') {
      kept.push(part.url.length > maxImageLength ? tooLarge : part);
      continue;
    }
    if (left > 0) kept.push({ ...part, text: truncateOutput(part.text, left) });
    left -= estimateTokens(part.text);
  }
  const missing = output.length - kept.length;
  return missing === 0 ? kept : [...kept, { kind: 'input-text', text: `… ${missing} more texts were left out` }];
}

const tooLarge: ContentPart = { kind: 'input-text', text: 'image content omitted because it is too large' };
