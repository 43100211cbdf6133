import { type PatchPreparation, type PatchRequest, preparePatch } from './prepare-patch.js';
import { type WrittenPatch, writePatch } from './write-patch.js';

/**
 * What came of a patch. `verification-failed`: it does not fit, and nothing was changed. `refused`: it must not be applied, and
 * nothing was changed. `failed`: the disk let it down half way.
 */
export type PatchOutcome = WrittenPatch | Exclude<PatchPreparation, { kind: 'prepared' }>;

/** Verifies a whole patch, then writes it. Never rejects for a patch that is wrong, does not fit or is not allowed. */
export async function applyPatch(request: PatchRequest): Promise<PatchOutcome> {
  const preparation = await preparePatch(request);
  if (preparation.kind !== 'prepared') return preparation;
  const { refusal } = preparation.patch;
  if (refusal !== undefined) return { kind: 'refused', message: refusal.message };
  return writePatch(preparation.patch, request.fileSystem);
}
