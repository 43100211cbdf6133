import type { ContentPart, ToolOutput } from '../conversation/history-item.js';
import { estimateTokens, truncateOutput } from '../conversation/truncate-output.js';
import type { JsonValue } from '../tools/tool-definition.js';
import { type ContentBlock, decodeBlock } from './content-block.js';
import { isRecord, jsonWithin, own, resultLimits } from './json-extent.js';

/** What a call of a tool came to. */
export interface McpCallOutcome {
  /** `failure` when the server says that the tool failed. */
  readonly kind: 'success' | 'failure';
  /** What the model reads. */
  readonly output: ToolOutput;
  /** The blocks as the server sent them. */
  readonly content: readonly unknown[];
  readonly structured?: JsonValue;
}

/** How much text of one result the model reads; the rest is cut out of the middle. */
const maxTokens = 10_000;

/** Translates the result of `tools/call`. A result that breaks the protocol is read as far as it goes. */
export function renderResult(result: unknown, wallTimeMs: number): McpCallOutcome {
  if (jsonWithin(result, resultLimits) === undefined) {
    const text = 'the result of the tool is too large or nests too deeply to be read';
    return { kind: 'failure', output: `${headerText(wallTimeMs)}\n${text}`, content: [{ type: 'text', text }] };
  }
  const fields = isRecord(result) ? result : {};
  const raw = own(fields, 'content');
  const content = Array.isArray(raw) ? raw : [];
  const structured = own(fields, 'structuredContent') as JsonValue | undefined;
  const hasStructured = structured !== undefined && structured !== null;
  return {
    kind: own(fields, 'isError') === true ? 'failure' : 'success',
    output: hasStructured
      ? structuredOutput(structured, content, wallTimeMs)
      : [header(wallTimeMs), ...contentParts(content.map(decodeBlock))],
    content,
    ...(hasStructured ? { structured } : {}),
  };
}

function header(wallTimeMs: number): ContentPart {
  return { kind: 'input-text', text: headerText(wallTimeMs) };
}

function headerText(wallTimeMs: number): string {
  return `Wall time: ${(wallTimeMs / 1000).toFixed(4)} seconds\nOutput:`;
}

/** Structured content says the same as the text beside it, but a picture says more. */
function structuredOutput(structured: JsonValue, content: readonly unknown[], wallTimeMs: number): ToolOutput {
  const text = `${headerText(wallTimeMs)}\n${truncateOutput(JSON.stringify(structured), maxTokens)}`;
  const images = content.map(decodeBlock).flatMap((block) => (block.kind === 'image' ? [imagePart(block)] : []));
  return images.length === 0 ? text : [{ kind: 'input-text', text }, ...images];
}

function contentParts(blocks: readonly ContentBlock[]): readonly ContentPart[] {
  const parts: ContentPart[] = [];
  let remaining = maxTokens;
  let leftOut = 0;
  for (const block of blocks) {
    if (block.kind === 'image') parts.push(imagePart(block));
    else if (remaining <= 0) leftOut += 1;
    else {
      parts.push({ kind: 'input-text', text: truncateOutput(block.text, remaining) });
      remaining -= estimateTokens(block.text);
    }
  }
  if (leftOut > 0) {
    parts.push({ kind: 'input-text', text: `(${leftOut} more parts of the output are left out; it was too long)` });
  }
  return parts;
}

function imagePart({ url }: Extract<ContentBlock, { kind: 'image' }>): ContentPart {
  return { kind: 'image', url, detail: 'high' };
}
