import type { Places } from '../../domain/enforcement/places.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { componentsOf } from '../../domain/paths/absolute-path.js';
import { compileGlob } from '../../domain/paths/glob.js';
import { type ComponentPart, parseComponent } from '../../domain/paths/glob-component.js';
import { anySpelling } from './any-spelling.js';
import { anyCharacter, classExpression } from './class-expression.js';
import { expression, type Piece, piecesToForms, quoted } from './expression-pieces.js';
import type { SeatbeltLevel } from './file-confinement.js';
import { type Form, form, type Parameters, text } from './policy-text.js';

/** Why a pattern cannot be turned into filters. */
export interface PatternProblem {
  readonly pattern: AbsolutePath;
  readonly reason: string;
}

/** What stands for a pattern in a policy. */
export interface PatternFilters {
  /** The matches and everything below them. */
  readonly hidden: readonly Form[];
  /** Directories that matches are named by, and that have to stay where they are because nobody looks for the matches. */
  readonly kept: readonly Form[];
}

/** What filters depend on besides the pattern. */
export interface PatternSettings {
  readonly places: Places;
  readonly parameters: Parameters;
  readonly level: SeatbeltLevel;
}

// A dot is not used: whether it stands for a line break as well is up to the system.
const anyDirectories = expression('([^/]+/)*');
const separator = expression('/');
/** What lies below a match is hidden with it. */
const andBelow = expression('(/|$)');
const end = expression('$');

/**
 * The filters for the matches of a deny pattern, for its fixed directory as it is spelled and as it is really called. The steps behind it are
 * recognised in every spelling that the file system takes for the same. Nothing of the pattern itself stands in the text of the policy but
 * letters, digits and the ranges of its classes.
 */
export function patternFilters(
  pattern: AbsolutePath,
  { places, parameters, level }: PatternSettings,
): PatternFilters | PatternProblem {
  const glob = compileGlob(pattern);
  if (!glob.ok) return { pattern, reason: glob.error.code };
  const { base } = glob.value;
  const steps = componentsOf(pattern).slice(componentsOf(base).length);
  const tail = piecesOf(steps);
  if (tail === undefined) return { pattern, reason: 'a class holds characters that the policy language cannot hold' };
  const named = base === '/' && level === 'hardened' ? namedDirectories(steps) : [];
  if (named === 'any') return { pattern, reason: 'it is about the whole disk, where any directory could be renamed' };
  const bases = [...new Set([places.at(base).real, base])].map((place) => (place === '/' ? '' : place));
  return {
    hidden: bases.map((place) => filterOf([quoted(place), ...tail, andBelow], parameters)),
    kept: named.map((pieces) => filterOf([...pieces, end], parameters)),
  };
}

/** Whether making filters has failed. */
export function isProblem(filters: PatternFilters | PatternProblem): filters is PatternProblem {
  return 'reason' in filters;
}

function filterOf(pieces: readonly Piece[], parameters: Parameters): Form {
  const forms = piecesToForms(pieces, 'DENIED_PATTERN_TEXT', parameters);
  return form('regex', form('string-append', text('^'), ...forms));
}

/**
 * The directories that a pattern about the whole disk names before its last step: under another name, what lies in them would be hidden no
 * more. Below one that is named, `**` stands for any directory, and nobody can keep all of them.
 */
function namedDirectories(steps: readonly string[]): readonly (readonly Piece[])[] | 'any' {
  const way = steps.slice(0, -1);
  const first = way.findIndex((step) => step !== '**');
  if (first !== -1 && way.slice(first).includes('**')) return 'any';
  return way.flatMap((step, index) => (step === '**' ? [] : [piecesOf(way.slice(0, index + 1)) ?? []]));
}

/** The steps behind the fixed directory: `**` stands for any number of directories, and at the end for anything below. */
function piecesOf(steps: readonly string[]): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let separated = false;
  for (const [index, step] of steps.entries()) {
    if (!separated) pieces.push(separator);
    separated = step === '**' && index < steps.length - 1;
    const rendered = separated ? [anyDirectories] : componentPieces(step);
    if (rendered === undefined) return undefined;
    pieces.push(...rendered);
  }
  return pieces;
}

function componentPieces(step: string): readonly Piece[] | undefined {
  if (step === '**') return [expression('[^/]+')];
  const parts = parseComponent(step);
  const rendered = parts === undefined ? [undefined] : joinTexts(parts).map(pieceOf);
  return rendered.includes(undefined) ? undefined : rendered.flatMap((pieces) => pieces ?? []);
}

/** Letters are looked at together: an accent may be a character of its own. */
function joinTexts(parts: readonly ComponentPart[]): readonly ComponentPart[] {
  const joined: ComponentPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind !== 'text' || last?.kind !== 'text') joined.push(part);
    else joined[joined.length - 1] = { kind: 'text', text: last.text + part.text };
  }
  return joined;
}

function pieceOf(part: ComponentPart): readonly Piece[] | undefined {
  switch (part.kind) {
    case 'text':
      return anySpelling(part.text);
    case 'star':
      return [expression('[^/]*')];
    case 'any':
      return [expression(anyCharacter)];
    case 'class': {
      const found = classExpression(part);
      return found === undefined ? undefined : [expression(found)];
    }
  }
}
