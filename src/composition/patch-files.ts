import type { PatchOutcome } from '../application/apply-patch/apply-patch.js';
import { workspaceWriteProfile } from '../domain/permissions/built-in-profiles.js';
import type { ApplyPatchOptions } from './apply-patch-options.js';

/**
 * Applies a patch in the format of `apply_patch`. The whole patch is verified before anything is written. A patch that is malformed, does
 * not fit or is not allowed is a value, never an exception.
 *
 * @example
 * ```ts
 * const outcome = await applyPatch(patch, { cwd: '/work/shop' });
 * if (outcome.kind !== 'applied') console.error(outcome.message);
 * ```
 */
export async function applyPatch(patch: string, options: ApplyPatchOptions): Promise<PatchOutcome> {
  const { patchFilesUnder } = await import('./patch-files-under.js');
  const cautious = workspaceWriteProfile({ excludeSlashTmp: true, excludeTmpdir: true });
  return patchFilesUnder(patch, { permissions: cautious, ...options });
}
