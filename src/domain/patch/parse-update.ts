import { err, ok, type Result } from '../result.js';
import type { ChunkLine, PatchChunk, PatchOperation } from './patch.js';
import type { PatchSyntaxError } from './patch-error.js';
import type { PatchLines } from './patch-lines.js';
import { markers } from './patch-markers.js';

const lineKinds: Readonly<Record<string, ChunkLine['kind']>> = { ' ': 'context', '-': 'remove', '+': 'add' };

/** Parses what follows the header of an update, which named `path` on line `line`. */
export function parseUpdate(
  lines: PatchLines,
  header: { readonly path: string; readonly line: number },
): Result<PatchOperation, PatchSyntaxError> {
  // Blank lines before the first chunk separate; inside a chunk they are empty lines of the file.
  lines.skipBlank();
  const moveTo = takeMove(lines);
  lines.skipBlank();
  if (isOperationEnd(lines.current)) return err({ code: 'empty-update', ...header });
  const chunks = parseChunks(lines);
  if (!chunks.ok) return chunks;
  const { path } = header;
  return ok({ kind: 'update', path, ...(moveTo === undefined ? {} : { moveTo }), chunks: chunks.value });
}

function takeMove(lines: PatchLines): string | undefined {
  const line = lines.current?.trimEnd() ?? '';
  if (!line.startsWith(markers.moveTo)) return undefined;
  lines.advance();
  return line.slice(markers.moveTo.length);
}

/** Whether a line belongs to the next operation. Indented, it would be a context line. */
function isOperationEnd(line: string | undefined): boolean {
  return line === undefined || (line.startsWith('***') && !isEndOfFile(line));
}

function isEndOfFile(line: string | undefined): boolean {
  return line?.trimEnd() === markers.endOfFile;
}

function parseChunks(lines: PatchLines): Result<readonly PatchChunk[], PatchSyntaxError> {
  const chunks: PatchChunk[] = [];
  while (!isOperationEnd(lines.current)) {
    const chunk = parseChunk(lines, chunks.length === 0 ? 'first' : 'later');
    if (!chunk.ok) return chunk;
    chunks.push(chunk.value);
  }
  return ok(chunks);
}

function parseChunk(lines: PatchLines, position: 'first' | 'later'): Result<PatchChunk, PatchSyntaxError> {
  const marker = takeChunkMarker(lines);
  const line = lines.number;
  const text = lines.current ?? '';
  if (marker === undefined && position === 'later') return err({ code: 'missing-chunk-marker', line, text });
  const chunkLines = takeChunkLines(lines);
  if (chunkLines.length === 0) {
    const over = lines.current === undefined || isEndOfFile(lines.current);
    return err(over ? { code: 'empty-chunk', line } : { code: 'unexpected-line', line, text });
  }
  return ok({ ...marker, lines: chunkLines, endOfFile: takeEndOfFile(lines) });
}

function takeChunkMarker(lines: PatchLines): { readonly context?: string } | undefined {
  const line = lines.current?.trimEnd() ?? '';
  const bare = line === markers.chunk;
  if (!bare && !line.startsWith(markers.chunkWithContext)) return undefined;
  lines.advance();
  return bare ? {} : { context: line.slice(markers.chunkWithContext.length) };
}

function takeChunkLines(lines: PatchLines): readonly ChunkLine[] {
  const taken: ChunkLine[] = [];
  for (let line = lines.current; line !== undefined; line = lines.current) {
    const kind = line === '' ? 'context' : lineKinds[line.charAt(0)];
    if (kind === undefined) break;
    taken.push({ kind, text: line.slice(1) });
    lines.advance();
  }
  return taken;
}

function takeEndOfFile(lines: PatchLines): boolean {
  if (!isEndOfFile(lines.current)) return false;
  lines.advance();
  lines.skipBlank();
  return true;
}
