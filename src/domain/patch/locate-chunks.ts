import { err, ok, type Result } from '../result.js';
import { LineFinder } from './line-finder.js';
import type { ChunkLine, PatchChunk } from './patch.js';
import type { EditError } from './patch-error.js';
import type { SourceText } from './source-text.js';

/** A chunk that has found its place: its kept and removed lines are those of the text from the offset `at` on. */
export interface PlacedChunk {
  readonly at: number;
  readonly lines: readonly ChunkLine[];
}

/**
 * Finds the place of every chunk, each after the one before it. A chunk that only adds goes to the end of the text,
 * whatever context it names. The result is sorted and never overlaps.
 */
export function locateChunks(
  source: SourceText,
  chunks: readonly PatchChunk[],
): Result<readonly PlacedChunk[], EditError> {
  const finder = new LineFinder(source);
  const placed: PlacedChunk[] = [];
  const appended: ChunkLine[] = [];
  let from = 0;
  for (const chunk of chunks) {
    if (chunk.context !== undefined) {
      const context = finder.find([chunk.context], from, 'anywhere');
      if (context === undefined) return err({ code: 'context-not-found', context: chunk.context });
      from = source.skipLines(context, 1);
    }
    if (!chunk.lines.some(isOld)) {
      appended.push(...chunk.lines);
      continue;
    }
    const place = placeChunk(finder, chunk, from);
    if (!place.ok) return place;
    placed.push(place.value);
    from = source.skipLines(place.value.at, oldTexts(place.value.lines).length);
  }
  return ok(appended.length === 0 ? placed : [...placed, { at: source.text.length, lines: appended }]);
}

function placeChunk(finder: LineFinder, chunk: PatchChunk, from: number): Result<PlacedChunk, EditError> {
  const place = chunk.endOfFile ? 'end' : 'anywhere';
  const old = oldTexts(chunk.lines);
  const at = finder.find(old, from, place);
  if (at !== undefined) return ok({ at, lines: chunk.lines });
  const shorter = withoutTrailingBlank(chunk.lines);
  const shorterAt = shorter && finder.find(oldTexts(shorter), from, place);
  if (shorter !== undefined && shorterAt !== undefined) return ok({ at: shorterAt, lines: shorter });
  return err({ code: 'lines-not-found', lines: old });
}

/**
 * The chunk without the empty line that its old lines end with: models write one for the end of the file, where there is none.
 * `undefined` when the old lines end otherwise. An empty line that the chunk also leaves behind last is dropped with it.
 */
function withoutTrailingBlank(lines: readonly ChunkLine[]): readonly ChunkLine[] | undefined {
  const blank = lines.findLastIndex(isOld);
  const last = lines[blank];
  if (last === undefined || last.text !== '') return undefined;
  const tail = lines.slice(blank + 1);
  const added = last.kind === 'context' ? [{ kind: 'add', text: '' } as const, ...tail] : tail;
  return [...lines.slice(0, blank), ...(added.at(-1)?.text === '' ? added.slice(0, -1) : added)];
}

function oldTexts(lines: readonly ChunkLine[]): readonly string[] {
  return lines.filter(isOld).map((line) => line.text);
}

function isOld(line: ChunkLine): boolean {
  return line.kind !== 'add';
}
