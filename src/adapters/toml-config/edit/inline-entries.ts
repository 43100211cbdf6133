import { type KeyPath, parseKeyPath } from '../../../domain/config/key-path.js';
import { endOfKey, endOfValue, skipTrivia } from '../scan-statements.js';
import type { TextRange } from './text-lines.js';

/** One `key = value` of an inline table. */
export interface InlineEntry extends TextRange {
  readonly path: KeyPath;
  readonly valueStart: number;
}

/** The entries of the inline table whose `{` is at `open`; `undefined` when there is no inline table. */
export function inlineEntries(text: string, open: number): readonly InlineEntry[] | undefined {
  if (text[open] !== '{') return undefined;
  const entries: InlineEntry[] = [];
  for (let offset = skipTrivia(text, open + 1); offset < text.length && text[offset] !== '}'; ) {
    const keyEnd = endOfKey(text, offset, '=');
    const path = parseKeyPath(text.slice(offset, keyEnd).trim());
    if (!path.ok) return undefined;
    const valueStart = skipTrivia(text, keyEnd + 1);
    const end = endOfValue(text, valueStart);
    entries.push({ path: path.value, start: offset, valueStart, end });
    const next = skipTrivia(text, end);
    offset = text[next] === ',' ? skipTrivia(text, next + 1) : next;
    if (text[next] !== ',' && text[next] !== '}') return undefined;
  }
  return entries;
}

/** What to delete so that an entry and one comma beside it go. */
export function rangeOfEntry(text: string, entries: readonly InlineEntry[], index: number): TextRange {
  const [before, entry, after] = [entries[index - 1], entries[index], entries[index + 1]];
  if (entry === undefined) return { start: 0, end: 0 };
  if (after !== undefined) return { start: entry.start, end: after.start };
  if (before !== undefined) return { start: before.end, end: entry.end };
  // The only one: the comma that may follow it goes as well, and what is left is `{ }`.
  const next = skipTrivia(text, entry.end);
  return { start: entry.start, end: text[next] === ',' ? next + 1 : entry.end };
}
