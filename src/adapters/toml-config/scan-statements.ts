import { type KeyPath, parseKeyPath } from '../../domain/config/key-path.js';

/** A table header or a `key = value` of a TOML document, with its place. Offsets are in UTF-16 code units. */
export interface Statement {
  readonly kind: 'header' | 'pair';
  /** From the root table. */
  readonly path: KeyPath;
  /** Of the first `[` of a header, or of the key. */
  readonly start: number;
  /** Of the value of a pair; the same as `start` for a header. */
  readonly valueStart: number;
  /** Just behind the last character that belongs to the statement, comment and line break excluded. */
  readonly end: number;
}

/** The statements of a document in order. The document must be valid TOML: what is not is passed over. */
export function scanStatements(text: string): readonly Statement[] {
  const statements: Statement[] = [];
  let table: KeyPath = [];
  for (let offset = skipTrivia(text, 0); offset < text.length; ) {
    const statement = text[offset] === '[' ? headerAt(text, offset) : pairAt(text, offset, table);
    if (statement?.kind === 'header') table = statement.path;
    if (statement !== undefined) statements.push(statement);
    offset = skipTrivia(text, Math.max(statement?.end ?? endOfLine(text, offset), offset + 1));
  }
  return statements;
}

function headerAt(text: string, start: number): Statement | undefined {
  const opening = text.startsWith('[[', start) ? 2 : 1;
  const keyEnd = endOfKey(text, start + opening, ']');
  const path = parseKeyPath(text.slice(start + opening, keyEnd));
  return path.ok ? { kind: 'header', path: path.value, start, valueStart: start, end: keyEnd + opening } : undefined;
}

function pairAt(text: string, start: number, table: KeyPath): Statement | undefined {
  const keyEnd = endOfKey(text, start, '=');
  const path = parseKeyPath(text.slice(start, keyEnd));
  if (!path.ok) return undefined;
  const valueStart = keyEnd + 1 + (/^[ \t]*/.exec(text.slice(keyEnd + 1, keyEnd + 256))?.[0].length ?? 0);
  return { kind: 'pair', path: [...table, ...path.value], start, valueStart, end: endOfValue(text, valueStart) };
}

/** Where a key ends: at `terminator`, outside of quotes. */
export function endOfKey(text: string, start: number, terminator: string): number {
  let offset = start;
  while (offset < text.length && text[offset] !== terminator && text[offset] !== '\n') {
    offset = isQuote(text[offset]) ? endOfString(text, offset) : offset + 1;
  }
  return offset;
}

/** Just behind a value: before the line break, the comment, or the `,` or bracket of what surrounds it. */
export function endOfValue(text: string, start: number): number {
  let depth = 0;
  let end = start;
  for (let offset = start; offset < text.length; ) {
    const character = text[offset] ?? '';
    if (depth === 0 && /[\n#,\]}]/.test(character)) break;
    if (character === '[' || character === '{') depth++;
    if (character === ']' || character === '}') depth--;
    offset = isQuote(character) ? endOfString(text, offset) : character === '#' ? endOfLine(text, offset) : offset + 1;
    if (!/\s/.test(character)) end = offset;
  }
  return end;
}

function endOfString(text: string, start: number): number {
  const quote = text[start] ?? '';
  const closing = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  let offset = start + closing.length;
  while (offset < text.length && !text.startsWith(closing, offset)) {
    offset += quote === '"' && text[offset] === '\\' ? 2 : 1;
  }
  offset += closing.length;
  // Up to two quotes may stand right before the closing ones of a multi-line string.
  if (closing.length === 3) while (text[offset] === quote) offset++;
  return offset;
}

/** Skips white space, line breaks and comments. */
export function skipTrivia(text: string, start: number): number {
  let offset = start;
  while (offset < text.length) {
    if (text[offset] === '#') offset = endOfLine(text, offset);
    else if (/\s|\uFEFF/.test(text[offset] ?? '')) offset++;
    else break;
  }
  return offset;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function isQuote(character: string | undefined): boolean {
  return character === '"' || character === "'";
}
