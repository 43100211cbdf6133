import type { ComponentMatcher } from './glob-component.js';
import { advance, isComplete, type Progress, startOf, wouldComplete } from './glob-steps.js';

/** One pattern of a set, as the steps behind the directory that the set belongs to. */
export interface GlobSetMember<T> {
  readonly steps: readonly ComponentMatcher[];
  /** What is found when the pattern matches. */
  readonly value: T;
}

/** A pattern that may still match, and how far it has got. */
interface Runner<T> {
  readonly member: GlobSetMember<T>;
  readonly progress: Progress;
}

/** Everything that is known after some components. */
interface State<T> {
  readonly runners: readonly Runner<T>[];
  /** What was found on the way. */
  readonly found: Runner<T> | undefined;
  /** What follows from the next component, as far as it was met. */
  readonly next: Map<string, State<T>>;
}

/** How many followers are remembered; then remembering starts afresh, so that the memory of a set is bounded. */
const memoryLimit = 10_000;

/**
 * Many patterns below one directory, run side by side. How far they have got is one state of an automaton, which is built while it
 * runs: directories that were met before cost one look-up for all patterns together.
 */
export class GlobSet<T> {
  readonly #members: readonly GlobSetMember<T>[];
  #start: State<T>;
  #remembered = 0;

  constructor(members: readonly GlobSetMember<T>[]) {
    this.#members = members;
    this.#start = initialState(members);
  }

  /** The value of a pattern that matches the path or a directory above it. The components from `start` on are those below the set. */
  find(components: readonly string[], start: number): T | undefined {
    const last = components.length - 1;
    let state = this.#start;
    for (let depth = start; depth <= last; depth += 1) {
      if (state.found !== undefined || state.runners.length === 0) break;
      const component = components[depth] ?? '';
      // Names of files are rarely met twice, so for the last component nothing is remembered.
      if (depth === last) return finisher(state, component)?.member.value;
      state = this.#follow(state, component);
    }
    return state.found?.member.value;
  }

  #follow(state: State<T>, component: string): State<T> {
    const known = state.next.get(component);
    if (known !== undefined) return known;
    const next = following(state, component);
    this.#remember(state, component, next);
    return next;
  }

  #remember(state: State<T>, component: string, next: State<T>): void {
    this.#remembered += 1;
    if (this.#remembered <= memoryLimit) {
      state.next.set(component, next);
      return;
    }
    this.#remembered = 0;
    this.#start = initialState(this.#members);
  }
}

function initialState<T>(members: readonly GlobSetMember<T>[]): State<T> {
  return stateOf(members.map((member) => ({ member, progress: startOf(member.steps) })));
}

function stateOf<T>(runners: readonly Runner<T>[]): State<T> {
  return {
    runners,
    found: runners.find(({ member, progress }) => isComplete(member.steps, progress)),
    next: new Map(),
  };
}

/** The state after one more component: the same one when nothing has moved, which is usual between `**` and what follows it. */
function following<T>(state: State<T>, component: string): State<T> {
  const moved = state.runners
    .map(({ member, progress }) => ({ member, progress: advance(member.steps, progress, component) }))
    .filter(({ progress }) => progress.length > 0);
  return sameRunners(state.runners, moved) ? state : stateOf(moved);
}

function finisher<T>({ runners }: State<T>, component: string): Runner<T> | undefined {
  return runners.find(({ member, progress }) => wouldComplete(member.steps, progress, component));
}

function sameRunners<T>(before: readonly Runner<T>[], after: readonly Runner<T>[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ member, progress }, index) => {
      const other = after[index];
      return member === other?.member && progress.join() === other.progress.join();
    })
  );
}
