import type { PlannedChange } from '../domain/patch/patch-plan.js';
import type { AbsolutePath } from '../domain/paths/absolute-path.js';

/** Shows what becomes of files. */
export interface DiffRenderer {
  /**
   * A change as a unified diff in the form that `git apply` takes, with paths relative to `directory`; `undefined` when it would be too
   * long to be of use, or when the contents are not text. Never rejects.
   */
  render(change: PlannedChange, directory: AbsolutePath): Promise<string | undefined>;
}
