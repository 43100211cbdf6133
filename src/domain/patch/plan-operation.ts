import type { AbsolutePath } from '../paths/absolute-path.js';
import { err, ok, type Result } from '../result.js';
import { editText } from './edit-text.js';
import type { FileContent } from './file-content.js';
import type { PatchOperation } from './patch.js';
import type { PatchPlanError } from './patch-error.js';
import type { PatchStep, PlannedOperation } from './patch-plan.js';
import type { PlannedFiles } from './planned-files.js';

/** The paths of one operation, made absolute. */
export interface OperationPaths {
  readonly path: AbsolutePath;
  readonly moveTo?: AbsolutePath;
}

/** Works out one operation on the files as the operations before it leave them. */
export function planOperation(
  operation: PatchOperation,
  paths: OperationPaths,
  files: PlannedFiles,
): Result<PlannedOperation, PatchPlanError> {
  switch (operation.kind) {
    case 'add':
      return planAdd(paths.path, operation.content, files);
    case 'delete':
      return planDelete(paths.path, files);
    case 'update':
      return planUpdate(operation, paths, files);
  }
}

function planAdd(path: AbsolutePath, after: string, files: PlannedFiles): Result<PlannedOperation, PatchPlanError> {
  const found = files.contentOf(path);
  if (!files.canWrite(path)) return err({ code: 'unwritable-path', path });
  const change = { path, kind: 'add', ...beforeOf(found), after } as const;
  return ok({ change, steps: [{ kind: 'write', path, content: after }] });
}

function planDelete(path: AbsolutePath, files: PlannedFiles): Result<PlannedOperation, PatchPlanError> {
  const found = files.contentOf(path);
  // What a link leads to is not touched, so it does not matter whether it exists, or is a file.
  const missing = found.kind === 'missing' || found.kind === 'not-a-file';
  if (missing && !files.isLink(path)) {
    return err({ code: 'unusable-file', path, operation: 'delete', problem: found });
  }
  return ok({ change: { path, kind: 'delete', ...beforeOf(found) }, steps: [{ kind: 'remove', path }] });
}

function planUpdate(
  operation: Extract<PatchOperation, { kind: 'update' }>,
  paths: OperationPaths,
  files: PlannedFiles,
): Result<PlannedOperation, PatchPlanError> {
  const { path, moveTo } = paths;
  const found = files.contentOf(path);
  if (found.kind !== 'text') return err({ code: 'unusable-file', path, operation: 'update', problem: found });
  const edited = editText(found.text, operation.chunks);
  if (!edited.ok) return err({ ...edited.error, path });
  const moved = moveTo !== undefined && moveTo !== path;
  if (moved && !files.canWrite(moveTo)) return err({ code: 'unwritable-path', path: moveTo });
  const change = { path, kind: 'update', before: found.text, after: edited.value } as const;
  if (!moved) return ok({ change, steps: [{ kind: 'write', path, content: edited.value }] });
  const steps = moveSteps({ from: path, to: moveTo, content: edited.value }, files);
  return ok({ change: { ...change, movedTo: moveTo }, steps });
}

/**
 * The text is written to its new place before the old one goes. Where both names lead to one file, that order would lose it:
 * a link in the new place is replaced, as a rename would, and another spelling of the old place (by case, or through a linked
 * directory) is written only after the old name is gone.
 */
function moveSteps(
  move: { readonly from: AbsolutePath; readonly to: AbsolutePath; readonly content: string },
  files: PlannedFiles,
): readonly PatchStep[] {
  const { from, to, content } = move;
  const write: PatchStep = { kind: 'write', path: to, content };
  const remove: PatchStep = { kind: 'remove', path: from };
  if (files.identityOf(from) !== files.identityOf(to) || files.isLink(from)) return [write, remove];
  return files.isLink(to) ? [{ kind: 'remove', path: to }, write, remove] : [remove, write];
}

function beforeOf(found: FileContent): { readonly before?: string } {
  return found.kind === 'text' ? { before: found.text } : {};
}
