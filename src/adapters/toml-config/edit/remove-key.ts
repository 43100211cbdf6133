import type { KeyPath } from '../../../domain/config/key-path.js';
import { beginsWith, lineRuns, pairAround, placedStatements } from './document.js';
import { inlineEntries, rangeOfEntry } from './inline-entries.js';
import { isBlankLine, replaceRange, startOfLine, startOfNextLine, type TextRange } from './text-lines.js';

/** Removes a key, or a table with everything in it, from a valid document. A document without the key comes back as it is. */
export function removeKey(text: string, key: KeyPath): string {
  const statements = placedStatements(text);
  const around = pairAround(statements, key);
  if (around !== undefined) return removeInline(text, around.valueStart, key.slice(around.path.length));
  const runs = lineRuns(text, statements, ({ path }) => beginsWith(path, key));
  return runs.reduceRight((edited, run) => replaceRange(edited, withOneBlankLine(edited, run), ''), text);
}

/** Removes a key from the inline table at `open`, or from one inside of it. */
function removeInline(text: string, open: number, key: KeyPath): string {
  const entries = inlineEntries(text, open) ?? [];
  const index = entries.findIndex(({ path }) => beginsWith(path, key) || beginsWith(key, path));
  const entry = entries[index];
  if (entry === undefined) return text;
  if (entry.path.length < key.length) return removeInline(text, entry.valueStart, key.slice(entry.path.length));
  const rest = replaceRange(text, rangeOfEntry(text, entries, index), '');
  // `a.b` and `a.c` are two entries of one table.
  return removeInline(rest, open, key);
}

/** A blank line on both sides of what goes would become two: one of them goes too. */
function withOneBlankLine(text: string, { start, end }: TextRange): TextRange {
  const above = start === 0 ? start : startOfLine(text, start - 1);
  const isBlankAbove = start > 0 && isBlankLine(text, above);
  if (isBlankAbove && end === text.length) return { start: above, end };
  const isFirst = start === 0;
  return (isBlankAbove || isFirst) && isBlankLine(text, end)
    ? { start, end: startOfNextLine(text, end) }
    : { start, end };
}
