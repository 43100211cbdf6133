import { formatKeyPath, type KeyPath } from '../../../domain/config/key-path.js';
import type { JsonValue } from '../../../domain/tools/tool-definition.js';
import { beginsWith, lineRuns, type PlacedStatement, pairAround, placedStatements } from './document.js';
import { inlineEntries } from './inline-entries.js';
import { insertBlock, insertLine, placeForBlock } from './insert-lines.js';
import { removeKey } from './remove-key.js';
import { isTable, renderTable, renderValue } from './render-value.js';
import { lineBreakOf, replaceRange } from './text-lines.js';

/** Sets a key of a valid document to a value, in the way the document writes such things already. */
export function setKey(text: string, key: KeyPath, value: JsonValue): string {
  const statements = placedStatements(text);
  const around = pairAround(statements, key);
  if (around !== undefined) return setInline(text, around.valueStart, { key: key.slice(around.path.length), value });
  const pair = statements.find(
    ({ kind, path }) => kind === 'pair' && path.length === key.length && beginsWith(path, key),
  );
  if (pair !== undefined) return replaceRange(text, { start: pair.valueStart, end: pair.end }, renderValue(value));
  if (!isTable(value)) return addPair(removeKey(text, key), key, value);
  return (
    replaceTable(text, key, renderTable(key, value)) ?? addTable(removeKey(text, key), key, renderTable(key, value))
  );
}

/** Puts new lines where the first header of the old table is; `undefined` when no header begins it. */
function replaceTable(text: string, key: KeyPath, lines: readonly string[]): string | undefined {
  const statements = placedStatements(text);
  const isPart = ({ path }: PlacedStatement): boolean => beginsWith(path, key);
  if (statements.find(isPart)?.kind !== 'header') return undefined;
  const [first, ...others] = lineRuns(text, statements, isPart);
  if (first === undefined) return undefined;
  const lineBreak = lineBreakOf(text);
  const shortened = others.reduceRight((edited, run) => replaceRange(edited, run, ''), text);
  const isLast = first.end === text.length && !text.endsWith('\n');
  return replaceRange(shortened, first, lines.join(lineBreak) + (isLast ? '' : lineBreak));
}

function addTable(text: string, key: KeyPath, lines: readonly string[]): string {
  return insertBlock(text, placeForBlock(text, key.slice(0, -1)), lines);
}

function addPair(text: string, key: KeyPath, value: JsonValue): string {
  const statements = placedStatements(text);
  const parent = key.slice(0, -1);
  // The last line of the section whose header is the table itself, or else of a dotted key that belongs to the table.
  const home =
    statements.findLast(
      ({ section, path }) => equal(section, parent) && (path.length > parent.length || equal(path, parent)),
    ) ?? statements.findLast(({ section, path }) => section.length < parent.length && beginsWith(path, parent));
  if (home !== undefined || parent.length === 0) {
    const line = `${formatKeyPath(key.slice(home?.section.length ?? 0))} = ${renderValue(value)}`;
    return insertLine(text, home, line);
  }
  const [name = ''] = key.slice(-1);
  return addTable(text, parent, renderTable(parent, Object.fromEntries([[name, value]])));
}

function setInline(
  text: string,
  open: number,
  { key, value }: { readonly key: KeyPath; readonly value: JsonValue },
): string {
  const entries = inlineEntries(text, open);
  if (entries === undefined) return text;
  const exact = entries.find(({ path }) => equal(path, key));
  if (exact !== undefined) return replaceRange(text, { start: exact.valueStart, end: exact.end }, renderValue(value));
  const around = entries.find(({ path }) => path.length < key.length && beginsWith(key, path));
  if (around !== undefined) return setInline(text, around.valueStart, { key: key.slice(around.path.length), value });
  const cleared = entries.some(({ path }) => beginsWith(path, key)) ? withoutEntries(text, open, key) : text;
  return addInline(cleared, open, `${formatKeyPath(key)} = ${renderValue(value)}`);
}

function withoutEntries(text: string, open: number, key: KeyPath): string {
  const statements = placedStatements(text);
  const pair = statements.find(({ valueStart }) => valueStart === open);
  return pair === undefined ? text : removeKey(text, [...pair.path, ...key]);
}

function addInline(text: string, open: number, entry: string): string {
  const last = inlineEntries(text, open)?.at(-1);
  if (last !== undefined) return replaceRange(text, { start: last.end, end: last.end }, `, ${entry}`);
  return replaceRange(text, { start: open, end: text.indexOf('}', open) + 1 }, `{ ${entry} }`);
}

function equal(a: KeyPath, b: KeyPath): boolean {
  return a.length === b.length && beginsWith(a, b);
}
