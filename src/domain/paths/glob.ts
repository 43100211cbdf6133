import { err, ok, type Result } from '../result.js';
import { type AbsolutePath, componentsOf, pathKey, resolvePath, rootOf } from './absolute-path.js';
import { type ComponentMatcher, compileComponent } from './glob-component.js';
import { advance, isComplete, type Progress, startOf } from './glob-steps.js';

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
  /** What components below `base` have to look like. */
  readonly steps: readonly ComponentMatcher[];
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

/** The pattern that means exactly one path. */
export function literalPattern(path: AbsolutePath): string {
  return path.replaceAll(/[*?[]/g, (character) => `[${character}]`);
}

function globOf(pattern: AbsolutePath, steps: readonly ComponentMatcher[]): Glob {
  const fixed = fixedPrefixLength(steps);
  const root = rootOf(pattern);
  const base = componentsOf(pattern).slice(0, fixed).reduce(resolvePath, root);
  const sharesRoot = (path: AbsolutePath): boolean => pathKey(rootOf(path)) === pathKey(root);
  return {
    pattern,
    base,
    steps: steps.slice(fixed),
    matches: (path) => sharesRoot(path) && isComplete(steps, walks(steps, path).at(-1) ?? []),
    covers: (path) => sharesRoot(path) && walks(steps, path).some((progress) => isComplete(steps, progress)),
  };
}

function fixedPrefixLength(steps: readonly ComponentMatcher[]): number {
  const wild = steps.findIndex((step) => step.kind !== 'literal');
  return wild === -1 ? steps.length : wild;
}

/** How far the pattern has got before the path, and after each of its components. */
function walks(steps: readonly ComponentMatcher[], path: AbsolutePath): readonly Progress[] {
  const progress = [startOf(steps)];
  for (const component of componentsOf(pathKey(path))) {
    progress.push(advance(steps, progress.at(-1) ?? [], component));
  }
  return progress;
}
