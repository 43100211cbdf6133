import type { AbsolutePath } from '../paths/absolute-path.js';
import { ok, type Result } from '../result.js';
import type { Patch } from './patch.js';
import type { PatchPlanError } from './patch-error.js';
import { resolvePatchPath } from './resolve-patch-path.js';

/** Every path that a patch reads or writes, once, in the order of the patch; targets of moves included. */
export function pathsOfPatch(patch: Patch, cwd: AbsolutePath): Result<readonly AbsolutePath[], PatchPlanError> {
  const paths = new Set<AbsolutePath>();
  for (const operation of patch.operations) {
    for (const text of textsOf(operation)) {
      const path = resolvePatchPath(cwd, text);
      if (!path.ok) return path;
      paths.add(path.value);
    }
  }
  return ok([...paths]);
}

function textsOf(operation: Patch['operations'][number]): readonly string[] {
  return operation.kind === 'update' && operation.moveTo !== undefined
    ? [operation.path, operation.moveTo]
    : [operation.path];
}
