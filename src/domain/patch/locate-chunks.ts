import { err, ok, type Result } from '../result.js';
import { LineFinder } from './line-finder.js';
import type { ChunkLine, PatchChunk } from './patch.js';
import type { EditError } from './patch-error.js';

/** A chunk that has found its place: its kept and removed lines are those of the file from line `at` (counted from 0) on. */
export interface PlacedChunk {
  readonly at: number;
  readonly lines: readonly ChunkLine[];
}

/**
 * Finds the place of every chunk, each after the one before it. A chunk that only adds goes to the end of the file, before its
 * last line if that is empty, whatever context it names. The result is sorted and never overlaps.
 */
export function locateChunks(
  lines: readonly string[],
  chunks: readonly PatchChunk[],
): Result<readonly PlacedChunk[], EditError> {
  const finder = new LineFinder(lines);
  const placed: PlacedChunk[] = [];
  const appended: ChunkLine[][] = [];
  let from = 0;
  for (const chunk of chunks) {
    const start = findContext(finder, chunk, from);
    if (!start.ok) return start;
    from = start.value;
    if (!chunk.lines.some(isOld)) {
      appended.push([...chunk.lines]);
      continue;
    }
    const place = placeChunk(finder, chunk, from);
    if (!place.ok) return place;
    placed.push(place.value);
    from = endOf(place.value);
  }
  return ok([...placed, ...placeAppended(lines, appended.flat(), endOf(placed.at(-1)))]);
}

function findContext(finder: LineFinder, chunk: PatchChunk, from: number): Result<number, EditError> {
  const { context } = chunk;
  if (context === undefined) return ok(from);
  const found = finder.find([context], from, 'anywhere');
  return found === undefined ? err({ code: 'context-not-found', context }) : ok(found + 1);
}

function placeChunk(finder: LineFinder, chunk: PatchChunk, from: number): Result<PlacedChunk, EditError> {
  const place = chunk.endOfFile ? 'end' : 'anywhere';
  const at = finder.find(oldTexts(chunk.lines), from, place);
  if (at !== undefined) return ok({ at, lines: chunk.lines });
  const shorter = withoutTrailingBlank(chunk.lines);
  const shorterAt = shorter && finder.find(oldTexts(shorter), from, place);
  if (shorter !== undefined && shorterAt !== undefined) return ok({ at: shorterAt, lines: shorter });
  return err({ code: 'lines-not-found', lines: oldTexts(chunk.lines) });
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

/** One piece at the end of the file, unless nothing was appended. */
function placeAppended(lines: readonly string[], added: readonly ChunkLine[], from: number): readonly PlacedChunk[] {
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  return added.length === 0 ? [] : [{ at: Math.max(end, from), lines: added }];
}

function endOf(placed: PlacedChunk | undefined): number {
  return placed === undefined ? 0 : placed.at + placed.lines.filter(isOld).length;
}

function oldTexts(lines: readonly ChunkLine[]): readonly string[] {
  return lines.filter(isOld).map((line) => line.text);
}

function isOld(line: ChunkLine): boolean {
  return line.kind !== 'add';
}
