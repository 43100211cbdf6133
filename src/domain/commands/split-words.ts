import { TextCursor } from './text-cursor.js';

/**
 * Splits a line into words as a POSIX shell does, without expanding anything: quotes, backslashes and comments are understood, operators are
 * ordinary characters. `undefined` when a quote is not closed or the line ends in a backslash.
 */
export function splitWords(line: string): readonly string[] | undefined {
  const cursor = new TextCursor(line);
  const words: string[] = [];
  for (;;) {
    cursor.take(/(?:[ \t\n]|#[^\n]*)+/y);
    if (cursor.atEnd) return words;
    const word = readWord(cursor);
    if (word === undefined) return undefined;
    words.push(word);
  }
}

function readWord(cursor: TextCursor): string | undefined {
  let word = '';
  while (!cursor.atEnd && !/[ \t\n]/.test(cursor.peek())) {
    const piece = readPiece(cursor);
    if (piece === undefined) return undefined;
    word += piece;
  }
  return word;
}

function readPiece(cursor: TextCursor): string | undefined {
  switch (cursor.peek()) {
    case "'":
      return unquoted(cursor.take(/'[^']*'/y));
    case '"':
      return unquoted(cursor.take(/"(?:[^"\\]|\\[\s\S])*"/y))?.replaceAll(/\\([$`"\\]|\n)/g, (_, escaped: string) =>
        escaped === '\n' ? '' : escaped,
      );
    case '\\':
      return readEscape(cursor);
    default:
      return cursor.takeRun(/[ \t\n'"\\]/g);
  }
}

function readEscape(cursor: TextCursor): string | undefined {
  const escaped = cursor.peek(1);
  cursor.skip(2);
  if (escaped === '') return undefined;
  return escaped === '\n' ? '' : escaped;
}

function unquoted(taken: string): string | undefined {
  return taken === '' ? undefined : taken.slice(1, -1);
}
