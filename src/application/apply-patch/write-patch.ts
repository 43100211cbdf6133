import type { FileUpdateChange } from '../../domain/conversation/thread-item.js';
import type { PlannedChange } from '../../domain/patch/patch-plan.js';
import type { Result } from '../../domain/result.js';
import type { FileSystem, FileSystemError } from '../../ports/file-system.js';
import type { PreparedPatch, TargetedStep } from './prepare-patch.js';

/** What came of writing a patch. Nothing is taken back: `failed` lists what was done before the error, sorted by path. */
export type WrittenPatch =
  | { readonly kind: 'applied'; readonly changes: readonly FileUpdateChange[]; readonly summary: readonly string[] }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly changes: readonly FileUpdateChange[];
      readonly error: FileSystemError;
    };

/** Writes a prepared patch, including what its `refusal` speaks of: the caller has refused before, or was told to go on. */
export async function writePatch(patch: PreparedPatch, fileSystem: FileSystem): Promise<WrittenPatch> {
  const done: FileUpdateChange[] = [];
  for (const { change, steps } of patch.operations) {
    const finished: TargetedStep[] = [];
    for (const targeted of steps) {
      const result = await takeStep(targeted, fileSystem);
      if (!result.ok) return failure(targeted, result.error, [...done, ...partOf(change, finished)]);
      finished.push(targeted);
    }
    done.push({ path: change.path, kind: change.kind });
  }
  return { kind: 'applied', changes: patch.changes, summary: patch.summary };
}

function takeStep({ step, target }: TargetedStep, fileSystem: FileSystem): Promise<Result<void, FileSystemError>> {
  const { path, within } = target;
  if (step.kind === 'remove') return fileSystem.remove(path, { within });
  return fileSystem.write(path, new TextEncoder().encode(step.content), { within });
}

function failure({ step }: TargetedStep, error: FileSystemError, done: readonly FileUpdateChange[]): WrittenPatch {
  const message = `Failed to ${step.kind === 'write' ? 'write' : 'delete'} file ${step.path}`;
  const byPath = new Map(done.map((change) => [change.path, change]));
  const changes = [...byPath.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
  return { kind: 'failed', message, changes, error };
}

/** What the finished steps of an unfinished operation amount to: only moves have several. */
function partOf(change: PlannedChange, finished: readonly TargetedStep[]): readonly FileUpdateChange[] {
  return finished.map(({ step }) => {
    if (step.kind === 'remove') return { path: step.path, kind: 'delete' };
    return { path: step.path, kind: step.path === change.path ? change.kind : 'add' };
  });
}
