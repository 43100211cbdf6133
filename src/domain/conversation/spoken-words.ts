import { summaryPrefix } from './compaction/compaction-prompt.js';
import type { HistoryEntry } from './history-item.js';
import { messageText } from './project-item.js';

/** How every message begins that stands in the user's role without being the user's words. */
const contextOpenings: readonly string[] = [
  '<environment_context>',
  '# AGENTS.md instructions',
  '<user_instructions>',
  '<turn_aborted>',
  summaryPrefix,
];

/** What the user said in a message; empty when it is none of the user's, or shows images only. */
export function spokenWords(entry: HistoryEntry): string {
  if (!mayBeSpoken(entry.json)) return '';
  const { item } = entry;
  if (item.kind !== 'message' || item.role !== 'user') return '';
  const text = messageText({ ...item, content: item.content.filter((part) => !isImageTag(part)) });
  return contextOpenings.some((opening) => text.startsWith(opening)) ? '' : text;
}

// Entries that were read back are decoded when they are looked at, which few of a long history need to be.
function mayBeSpoken(json: string): boolean {
  return (json.startsWith('{"type":"message"') || !json.startsWith('{"type":')) && json.includes('"role":"user"');
}

function isImageTag(part: { readonly kind: string; readonly text?: string }): boolean {
  return part.text !== undefined && /^(?:<image(?: name=\[Image #\d+\] path="[^"]*")?>|<\/image>)$/.test(part.text);
}
