import type { ComponentMatcher } from './glob-component.js';

/**
 * How many steps of a pattern may be behind a walk: all the numbers that fit the components so far, ascending. Keeping all of them is
 * what makes backtracking unnecessary.
 */
export type Progress = readonly number[];

/** The progress before any component. */
export function startOf(steps: readonly ComponentMatcher[]): Progress {
  const start: number[] = [];
  reach(steps, start, 0);
  return start;
}

/** The progress after one more component. */
export function advance(steps: readonly ComponentMatcher[], progress: Progress, component: string): Progress {
  const next: number[] = [];
  for (const position of progress) {
    if (steps[position]?.kind === 'any-depth') reach(steps, next, position);
    if (completes(steps, position, component)) reach(steps, next, position + 1);
  }
  return next;
}

/**
 * Adds a position, and those behind it that need nothing: `**` may stand for no component, except at the end.
 * INVARIANT: positions are added in ascending order, each once, because the progress they come from is ascending.
 */
function reach(steps: readonly ComponentMatcher[], positions: number[], first: number): void {
  for (let position = first; ; position += 1) {
    if (position > (positions.at(-1) ?? -1)) positions.push(position);
    if (steps[position]?.kind !== 'any-depth' || position === steps.length - 1) return;
  }
}

/** Whether a component takes a walk past a step. A final `**` is passed by any component, another one only by standing for nothing. */
function completes(steps: readonly ComponentMatcher[], position: number, component: string): boolean {
  const step = steps[position];
  if (step === undefined) return false;
  return step.kind === 'any-depth' ? position === steps.length - 1 : step.test(component);
}

/** Whether the whole pattern is behind the walk. */
export function isComplete(steps: readonly ComponentMatcher[], progress: Progress): boolean {
  return progress.at(-1) === steps.length;
}

/** Whether one more component would put the whole pattern behind the walk. */
export function wouldComplete(steps: readonly ComponentMatcher[], progress: Progress, component: string): boolean {
  const last = steps.length - 1;
  return progress.includes(last) && completes(steps, last, component);
}
