import type { AbsolutePath } from '../paths/absolute-path.js';

/** A path below which writing is allowed, with the places inside it that stay read-only. */
export interface WritableRoot {
  readonly root: AbsolutePath;
  /** Read-only paths below `root`: automatic metadata carve-outs and explicit rules. */
  readonly readOnlySubpaths: readonly ReadOnlySubpath[];
  /** First components below `root` that may be neither created nor written, such as `.git`. */
  readonly protectedNames: readonly string[];
}

/**
 * `origin` tells an automatic metadata carve-out, which may be skipped when missing, from a rule that somebody wrote, and from what git
 * acts on in a repository further inside, which may not even be made.
 */
export interface ReadOnlySubpath {
  readonly path: AbsolutePath;
  readonly origin: 'automatic' | 'rule' | 'repository';
}

/**
 * A restricted policy with every precedence question answered: what a sandbox planner receives.
 * Consumers apply writable roots from shallow to deep, each with its carve-outs, so the deepest root that contains a path decides about
 * it; then the denied paths.
 */
export interface FileSystemRules {
  /** `'all'`, or the paths below which reading is allowed. */
  readonly readableRoots: 'all' | readonly AbsolutePath[];
  /** `'all'`, or the roots below which writing is allowed. */
  readonly writableRoots: 'all' | readonly WritableRoot[];
  /** Paths that may not even be read, with everything below them. */
  readonly unreadableRoots: readonly AbsolutePath[];
  /** Places that deny patterns were found to match. Unlike in denied paths, nothing inside of them is opened again by a deeper rule. */
  readonly unreadableMatches?: readonly AbsolutePath[];
  /** Absolute deny patterns, sorted. */
  readonly unreadableGlobs: readonly string[];
  /** How deep to look for matches of deny patterns, >= 1; unbounded when absent. */
  readonly globScanMaxDepth?: number;
  /** Whether the system folders that most programs need are readable (`:minimal`). */
  readonly platformDefaults: boolean;
}
