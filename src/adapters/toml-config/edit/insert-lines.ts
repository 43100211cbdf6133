import type { KeyPath } from '../../../domain/config/key-path.js';
import { beginsWith, type PlacedStatement, placedStatements } from './document.js';
import { isBlankLine, lineBreakOf, replaceRange, startOfLine, startOfNextLine } from './text-lines.js';

/**
 * Where a new table goes: behind the last line of the tables that it belongs to, or else at the end. A header cannot stand between the
 * keys of another table.
 */
export function placeForBlock(text: string, parent: KeyPath): number {
  const statements = placedStatements(text);
  const index = statements.findLastIndex(({ path }) => parent.length > 0 && beginsWith(path, parent));
  const [last, next] = [statements[index], statements[index + 1]];
  if (last === undefined || next?.kind !== 'header') return text.length;
  return behindOwnComments(text, startOfNextLine(text, last.end));
}

/** Inserts a table with a blank line on both sides, as far as there is anything. */
export function insertBlock(text: string, place: number, lines: readonly string[]): string {
  const lineBreak = lineBreakOf(text);
  const before = text.slice(0, place);
  const needsBreak = before !== '' && before !== '\uFEFF' && !before.endsWith('\n');
  const above = startOfLine(text, Math.max(0, place - 1));
  const isFirst = before === '' || before === '\uFEFF';
  const needsBlank = !isFirst && (needsBreak || !isBlankLine(text, above));
  const isLast = place === text.length;
  const needsBlankBelow = !isLast && !isBlankLine(text, place);
  const block = [
    needsBreak ? lineBreak : '',
    needsBlank ? lineBreak : '',
    lines.join(lineBreak),
    lineBreak,
    needsBlankBelow ? lineBreak : '',
  ];
  return replaceRange(text, { start: place, end: place }, block.join(''));
}

/** Inserts a line behind a statement, or among the keys that stand above the first header. */
export function insertLine(text: string, after: PlacedStatement | undefined, line: string): string {
  const lineBreak = lineBreakOf(text);
  if (after === undefined) return insertFirst(text, line);
  const place = startOfNextLine(text, after.end);
  const needsBreak = !text.slice(0, place).endsWith('\n');
  return replaceRange(text, { start: place, end: place }, `${needsBreak ? lineBreak : ''}${line}${lineBreak}`);
}

/** There are no keys above the first header yet: the line goes above the comment of that header. */
function insertFirst(text: string, line: string): string {
  const lineBreak = lineBreakOf(text);
  const [first] = placedStatements(text);
  if (first === undefined) {
    const needsBreak = text !== '' && text !== '\uFEFF' && !text.endsWith('\n');
    return `${text}${needsBreak ? lineBreak : ''}${line}${lineBreak}`;
  }
  let place = startOfLine(text, first.start);
  for (let above = place; above > 0 && text[above - 1] === '\n'; ) {
    above = startOfLine(text, above - 1);
    if (!/^[ \t]*#/.test(text.slice(above, place))) break;
    place = above;
  }
  return replaceRange(text, { start: place, end: place }, `${line}${lineBreak}${lineBreak}`);
}

/** Comments right below a table belong to it when a blank line, or nothing, follows them; otherwise to what follows. */
function behindOwnComments(text: string, start: number): number {
  let end = start;
  while (end < text.length && /^[ \t]*#/.test(text.slice(end, startOfNextLine(text, end))))
    end = startOfNextLine(text, end);
  return end === text.length || isBlankLine(text, end) ? end : start;
}
