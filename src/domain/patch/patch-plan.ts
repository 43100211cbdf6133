import type { PatchChangeKind } from '../conversation/thread-item.js';
import type { AbsolutePath } from '../paths/absolute-path.js';

/** One thing to do on the disk. `write` creates the file and its directories, or replaces its content; `remove` removes a link, not its target. */
export type PatchStep =
  | { readonly kind: 'write'; readonly path: AbsolutePath; readonly content: string }
  | { readonly kind: 'remove'; readonly path: AbsolutePath };

/** What becomes of one file. */
export interface PlannedChange {
  /** Where the file was; for a new one, where it will be. */
  readonly path: AbsolutePath;
  readonly kind: PatchChangeKind;
  readonly movedTo?: AbsolutePath;
  /** The text so far; absent when there was none, or none that is UTF-8. */
  readonly before?: string;
  /** The text to come; absent when the file goes. */
  readonly after?: string;
}

/** One operation of a patch, worked out on the contents that were found. */
export interface PlannedOperation {
  readonly change: PlannedChange;
  /** To be done in this order. */
  readonly steps: readonly PatchStep[];
}

/** A patch that fits the files it names. */
export interface PatchPlan {
  /** In the order of the patch; a later operation builds on the earlier ones. */
  readonly operations: readonly PlannedOperation[];
  /** One change per path, sorted by path. */
  readonly changes: readonly PlannedChange[];
  /** `A path`, then `M path`, then `D path`, spelled as in the patch; a moved file is one `M` of its new path. */
  readonly summary: readonly string[];
}
