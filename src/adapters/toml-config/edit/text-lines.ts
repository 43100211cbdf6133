/** A part of a text, from `start` up to but not including `end`, in UTF-16 code units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Where the line begins that an offset is in; behind the byte order mark on the first one. */
export function startOfLine(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

/** Where the next line begins; the end of the text on the last one. */
export function startOfNextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** The line break that a text uses; `\n` where it has none. */
export function lineBreakOf(text: string): '\n' | '\r\n' {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
}

/** Whether the line that begins at `start` holds nothing but spaces, and there is such a line. */
export function isBlankLine(text: string, start: number): boolean {
  return start < text.length && /^[ \t\r]*$/.test(text.slice(start, startOfNextLine(text, start)).replace(/\n$/, ''));
}

/** Replaces a range of a text. */
export function replaceRange(text: string, { start, end }: TextRange, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}
