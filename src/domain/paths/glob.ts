import { err, ok, type Result } from '../result.js';
import { type AbsolutePath, componentsOf, pathKey, resolvePath, rootOf } from './absolute-path.js';
import { type ComponentMatcher, compileComponent } from './glob-component.js';

/** The longest pattern that is accepted, in UTF-16 units; with it, matching takes time linear in the path. */
export const maxGlobLength = 4096;

/** Why a pattern cannot be used. */
export type GlobError = { readonly code: 'pattern-too-long' | 'invalid-range'; readonly pattern: string };

/**
 * A compiled path pattern. `*` and `?` stay within one component, `**` as a component of its own stands for any number of them,
 * `[a-z]`, `[!a-z]` and `[^a-z]` are classes, and an unclosed `[` is an ordinary character. Braces and backslashes are ordinary too.
 */
export interface Glob {
  readonly pattern: AbsolutePath;
  /** The fixed directory that every match lies in or below. */
  readonly base: AbsolutePath;
  /** Whether the whole path matches. */
  matches(path: AbsolutePath): boolean;
  /** Whether the path or a directory above it matches. */
  covers(path: AbsolutePath): boolean;
}

/** Compiles an absolute pattern. Windows patterns match without case. */
export function compileGlob(pattern: AbsolutePath): Result<Glob, GlobError> {
  if (pattern.length > maxGlobLength) return err({ code: 'pattern-too-long', pattern });
  const steps: ComponentMatcher[] = [];
  for (const component of componentsOf(pathKey(pattern))) {
    const step = compileComponent(component);
    if (step === undefined) return err({ code: 'invalid-range', pattern });
    steps.push(step);
  }
  return ok(globOf(pattern, steps));
}

/** Whether a text contains a character that makes it a pattern. */
export function hasGlobSyntax(text: string): boolean {
  return /[*?[\]]/.test(text);
}

function globOf(pattern: AbsolutePath, steps: readonly ComponentMatcher[]): Glob {
  const fixed = fixedPrefixLength(steps);
  const base = componentsOf(pattern).slice(0, fixed).reduce(resolvePath, rootOf(pattern));
  const sameRoot = pathKey(rootOf(pattern));
  const run = (path: AbsolutePath, mode: 'whole' | 'prefix'): boolean =>
    pathKey(rootOf(path)) === sameRoot && accepts(steps, componentsOf(pathKey(path)), mode);
  return {
    pattern,
    base,
    matches: (path) => run(path, 'whole'),
    covers: (path) => run(path, 'prefix'),
  };
}

function fixedPrefixLength(steps: readonly ComponentMatcher[]): number {
  const wild = steps.findIndex((step) => step.kind !== 'literal');
  return wild === -1 ? steps.length : wild;
}

/**
 * Runs the steps over the components as a set of positions, so that no pattern can make it backtrack. `prefix` also accepts when only
 * the leading components match.
 */
function accepts(steps: readonly ComponentMatcher[], components: readonly string[], mode: 'whole' | 'prefix'): boolean {
  let positions = withSkips(steps, new Set([0]));
  if (mode === 'prefix' && positions.has(steps.length)) return true;
  for (const component of components) {
    positions = withSkips(steps, advance(steps, positions, component));
    if (positions.size === 0) return false;
    if (mode === 'prefix' && positions.has(steps.length)) return true;
  }
  return positions.has(steps.length);
}

function advance(steps: readonly ComponentMatcher[], positions: ReadonlySet<number>, component: string): Set<number> {
  const next = new Set<number>();
  for (const position of positions) {
    const step = steps[position];
    if (step === undefined) continue;
    if (step.kind === 'any-depth') {
      next.add(position);
      if (position === steps.length - 1) next.add(position + 1);
    } else if (step.test(component)) {
      next.add(position + 1);
    }
  }
  return next;
}

/** A `**` may stand for nothing, except at the end, where it stands for at least one component. */
function withSkips(steps: readonly ComponentMatcher[], positions: Set<number>): Set<number> {
  for (const position of positions) {
    if (steps[position]?.kind === 'any-depth' && position < steps.length - 1) positions.add(position + 1);
  }
  return positions;
}
