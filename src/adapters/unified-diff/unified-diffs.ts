import type { PlannedChange } from '../../domain/patch/patch-plan.js';
import { type AbsolutePath, componentsOf, relativeWithin } from '../../domain/paths/absolute-path.js';
import type { DiffRenderer } from '../../ports/diff-renderer.js';
import { rewrittenHunk } from './rewritten-hunk.js';

/** Beyond this many changed lines the shortest way to say it is not looked for any more: time and memory grow with their square. */
const maxEditLength = 1_000;

/** A longer diff is left out, in characters. */
const maxDiffLength = 1_048_576;

/** Renders changes in the form of git. What compares the texts is loaded on first use. */
export class UnifiedDiffs implements DiffRenderer {
  async render(change: PlannedChange, directory: AbsolutePath): Promise<string | undefined> {
    const { before, after } = change;
    if (before === undefined && after === undefined) return undefined;
    if ((before?.length ?? 0) + (after?.length ?? 0) > maxDiffLength * 16) return undefined;
    const { formatPatch, structuredPatch } = await import('diff');
    const { oldName, newName } = namesOf(change, directory);
    const options = { context: 3, maxEditLength };
    const compared = structuredPatch(oldName, newName, before ?? '', after ?? '', '', '', options);
    const diff = formatPatch({
      oldFileName: before === undefined ? '/dev/null' : oldName,
      newFileName: after === undefined ? '/dev/null' : newName,
      oldHeader: undefined,
      newHeader: undefined,
      hunks: compared?.hunks ?? [rewrittenHunk(before ?? '', after ?? '')],
      isGit: true,
      isCreate: before === undefined,
      isDelete: after === undefined,
      isRename: change.movedTo !== undefined && before !== undefined,
    });
    return diff.length > maxDiffLength ? undefined : diff;
  }
}

function namesOf(
  { path, movedTo = path }: PlannedChange,
  directory: AbsolutePath,
): { readonly oldName: string; readonly newName: string } {
  return { oldName: `a/${nameBelow(path, directory)}`, newName: `b/${nameBelow(movedTo, directory)}` };
}

/** Outside of the directory only the whole path says which file it is. */
function nameBelow(path: AbsolutePath, directory: AbsolutePath): string {
  return relativeWithin(path, directory) ?? componentsOf(path).join('/');
}
