import { ok, type Result } from '../result.js';
import { locateChunks, type PlacedChunk } from './locate-chunks.js';
import type { PatchChunk } from './patch.js';
import type { EditError } from './patch-error.js';
import { SourceText } from './source-text.js';

const byteOrderMark = '\ufeff';

/**
 * Applies chunks to a text. Kept lines stay byte for byte as they are in the text, even where they matched only leniently; added
 * lines get the line ending of the text; the result ends with a line ending unless it is empty. A byte order mark stays.
 */
export function editText(text: string, chunks: readonly PatchChunk[]): Result<string, EditError> {
  const marked = text.startsWith(byteOrderMark);
  const source = new SourceText(marked ? text.slice(1) : text);
  const placed = locateChunks(source, chunks);
  if (!placed.ok) return placed;
  const edited = rebuild(source, placed.value);
  return ok(marked && !edited.startsWith(byteOrderMark) ? byteOrderMark + edited : edited);
}

function rebuild(source: SourceText, placed: readonly PlacedChunk[]): string {
  const pieces: string[] = [];
  let offset = 0;
  for (const chunk of placed) {
    pieces.push(source.text.slice(offset, chunk.at));
    offset = chunk.at;
    for (const line of chunk.lines) {
      if (line.kind === 'add') {
        pieces.push(line.text, source.lineEnding);
        continue;
      }
      const end = source.skipLines(offset, 1);
      if (line.kind === 'context') pieces.push(source.text.slice(offset, end));
      offset = end;
    }
  }
  pieces.push(source.text.slice(offset));
  return pieces.join('');
}
