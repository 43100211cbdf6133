import type { HistoryEntry } from './history-item.js';
import { utf8Length } from './truncate-output.js';

/** What an image is taken for, in tokens; the size of its bytes says nothing about it. */
const imageTokens = 1_850;

/** The number of tokens that entries are taken for, until a provider has counted them: a quarter of their bytes. */
export function estimateContextTokens(entries: readonly HistoryEntry[]): number {
  return entries.reduce((sum, entry) => sum + estimateEntry(entry), 0);
}

function estimateEntry(entry: HistoryEntry): number {
  const images = entry.json.includes('"image_url":"data:') ? dataUrlsOf(entry) : [];
  const imageLength = images.reduce((sum, url) => sum + url.length, 0);
  // A data URL consists of characters of one byte each, and of hundreds of thousands of them.
  const bytes = images.length === 0 ? utf8Length(entry.json) : entry.json.length - imageLength;
  return Math.ceil(bytes / 4) + images.length * imageTokens;
}

function dataUrlsOf({ item }: HistoryEntry): readonly string[] {
  const parts =
    item.kind === 'message' ? item.content : 'output' in item && typeof item.output !== 'string' ? item.output : [];
  return parts.flatMap((part) => (part.kind === 'image' && part.url.startsWith('data:') ? [part.url] : []));
}
