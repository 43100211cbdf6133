import { ok, type Result } from '../result.js';
import { locateChunks, type PlacedChunk } from './locate-chunks.js';
import type { PatchChunk } from './patch.js';
import type { EditError } from './patch-error.js';

const byteOrderMark = '\ufeff';

/** A text cut into lines. Each raw line plus one newline stands at its place in `text`; `lines` lack a carriage return at the end. */
interface SourceText {
  /** Ends with a newline, or is empty. */
  readonly text: string;
  readonly rawLines: readonly string[];
  readonly lines: readonly string[];
  /** The ending of added lines: that of the first line, for a text has hardly ever two kinds on purpose. */
  readonly lineEnding: '\n' | '\r\n';
}

/**
 * Applies chunks to a text. Kept lines stay byte for byte as they are in the text, even where they matched only leniently; added
 * lines get the line ending of the text; the result ends with a line ending unless it is empty. A byte order mark stays.
 */
export function editText(text: string, chunks: readonly PatchChunk[]): Result<string, EditError> {
  const marked = text.startsWith(byteOrderMark);
  const source = cutLines(marked ? text.slice(1) : text);
  const placed = locateChunks(source.lines, chunks);
  if (!placed.ok) return placed;
  const edited = rebuild(source, placed.value);
  return ok(marked && !edited.startsWith(byteOrderMark) ? byteOrderMark + edited : edited);
}

function cutLines(text: string): SourceText {
  const newline = text.indexOf('\n');
  const lineEnding = newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
  const ended = text === '' || text.endsWith('\n') ? text : text + lineEnding;
  const rawLines = ended.split('\n').slice(0, -1);
  const lines = ended.includes('\r\n') ? rawLines.map(withoutCarriageReturn) : rawLines;
  return { text: ended, rawLines, lines, lineEnding };
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function rebuild(source: SourceText, placed: readonly PlacedChunk[]): string {
  const reader = new SourceReader(source);
  const pieces: string[] = [];
  for (const chunk of placed) {
    pieces.push(reader.takeUntil(chunk.at));
    for (const line of chunk.lines) {
      if (line.kind === 'add') pieces.push(line.text, source.lineEnding);
      else {
        const kept = reader.takeUntil(reader.line + 1);
        if (line.kind === 'context') pieces.push(kept);
      }
    }
  }
  pieces.push(reader.takeUntil(source.rawLines.length));
  return pieces.join('');
}

/** Cuts a text into consecutive pieces at line boundaries. */
class SourceReader {
  readonly #source: SourceText;
  #line = 0;
  #offset = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  /** The next line, counted from 0. */
  get line(): number {
    return this.#line;
  }

  takeUntil(line: number): string {
    const start = this.#offset;
    for (; this.#line < line; this.#line += 1) {
      this.#offset += (this.#source.rawLines[this.#line]?.length ?? 0) + 1;
    }
    return this.#source.text.slice(start, this.#offset);
  }
}
