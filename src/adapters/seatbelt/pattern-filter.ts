import type { Places } from '../../domain/enforcement/places.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { componentsOf } from '../../domain/paths/absolute-path.js';
import { compileGlob } from '../../domain/paths/glob.js';
import { type CharacterClass, type ComponentPart, parseComponent } from '../../domain/paths/glob-component.js';
import { type Piece, piecesToForms, quoted } from './expression-pieces.js';
import { type Form, form, type Parameters, text } from './policy-text.js';

/** Why a pattern cannot be turned into a filter. */
export interface PatternProblem {
  readonly pattern: AbsolutePath;
  readonly reason: string;
}

const anyDirectories: Piece = { kind: 'expression', text: '(.*/)?' };
const separator: Piece = { kind: 'expression', text: '/' };
/** What lies below a match is hidden with it. */
const andBelow: Piece = { kind: 'expression', text: '(/.*)?$' };

/**
 * The filters for the matches of a deny pattern and everything below them, for its fixed directory as it is spelled and as it is really
 * called. Nothing of the pattern itself stands in the text of the policy but the ranges of its classes.
 */
export function patternFilters(
  pattern: AbsolutePath,
  { places, parameters }: { readonly places: Places; readonly parameters: Parameters },
): readonly Form[] | PatternProblem {
  const glob = compileGlob(pattern);
  if (!glob.ok) return { pattern, reason: glob.error.code };
  const { base } = glob.value;
  const steps = componentsOf(pattern).slice(componentsOf(base).length);
  const tail = piecesOf(steps);
  if (tail === undefined) return { pattern, reason: 'a class holds characters that the policy language cannot hold' };
  const bases = [...new Set([places.at(base).real, base])];
  return bases.map((place) => filterOf(place === '/' ? '' : place, tail, parameters));
}

/** Whether making a filter has failed. */
export function isProblem(filters: readonly Form[] | PatternProblem): filters is PatternProblem {
  return 'reason' in filters;
}

function filterOf(base: string, tail: readonly Piece[], parameters: Parameters): Form {
  const forms = piecesToForms([quoted(base), ...tail, andBelow], 'DENIED_PATTERN_TEXT', parameters);
  return form('regex', form('string-append', text('^'), ...forms));
}

/** The steps behind the fixed directory: `**` stands for any number of directories, and at the end for anything below. */
function piecesOf(steps: readonly string[]): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let separated = false;
  for (const [index, step] of steps.entries()) {
    if (!separated) pieces.push(separator);
    separated = step === '**' && index < steps.length - 1;
    if (separated) {
      pieces.push(anyDirectories);
      continue;
    }
    const parts = step === '**' ? [{ kind: 'any' } as const, { kind: 'star' } as const] : parseComponent(step);
    const rendered = parts?.map(pieceOf);
    if (rendered === undefined || rendered.includes(undefined)) return undefined;
    pieces.push(...rendered.filter((piece) => piece !== undefined));
  }
  return pieces;
}

function pieceOf(part: ComponentPart): Piece | undefined {
  switch (part.kind) {
    case 'text':
      return { kind: 'quoted', text: part.text };
    case 'star':
      return { kind: 'expression', text: '[^/]*' };
    case 'any':
      return { kind: 'expression', text: '[^/]' };
    case 'class':
      return classOf(part);
  }
}

/** Characters that mean something inside of brackets, and those beyond ASCII, are left to systems that can hold them. */
function classOf({ negated, ranges }: CharacterClass): Piece | undefined {
  const isPlain = (character: string): boolean => /^[ !#-,./0-9:-@A-Z_`a-z{|}~]$/.test(character);
  if (ranges.length === 0 || !ranges.flat().every(isPlain)) return undefined;
  if (ranges.some(([from, to]) => from !== to && !isAlphanumericRange(from, to))) return undefined;
  const members = ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join('');
  return { kind: 'expression', text: negated ? `[^/${members}]` : `[${members}]` };
}

/** Only ranges of digits or of letters of one case mean the same everywhere. */
function isAlphanumericRange(from: string, to: string): boolean {
  return [/^\d\d$/, /^[a-z][a-z]$/, /^[A-Z][A-Z]$/].some((kind) => kind.test(from + to));
}
