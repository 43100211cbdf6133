import type { DiffRenderer } from '../ports/diff-renderer.js';

/** The shipped renderer of diffs, which is loaded for the first of them. */
export function lazyDiffs(): DiffRenderer {
  return {
    async render(change, directory) {
      const { UnifiedDiffs } = await import('../adapters/unified-diff/unified-diffs.js');
      return new UnifiedDiffs().render(change, directory);
    },
  };
}
