import { NodeFileSystem } from '../adapters/node/node-file-system.js';
import { ProcessEnvironment } from '../adapters/node/process-environment.js';
import { UnifiedDiffs } from '../adapters/unified-diff/unified-diffs.js';
import { applyPatch, type PatchOutcome } from '../application/apply-patch/apply-patch.js';
import { authorizeWrites } from '../application/permissions/authorize-writes.js';
import { gatherPathFacts } from '../application/permissions/gather-path-facts.js';
import { resolvePath } from '../domain/paths/absolute-path.js';
import { materializeProfile } from '../domain/permissions/materialize.js';
import type { PermissionContext } from '../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../domain/permissions/permission-profile.js';
import type { ApplyPatchOptions } from './apply-patch-options.js';

/** Applies a patch with the shipped adapters, under exactly these permissions. */
export async function patchFilesUnder(
  patch: string,
  options: ApplyPatchOptions & { readonly permissions: PermissionProfile },
): Promise<PatchOutcome> {
  const { fileSystem = new NodeFileSystem(), rules = 'tool' } = options;
  const environment = new ProcessEnvironment();
  const cwd = resolvePath(environment.workingDirectory, options.cwd);
  const context: PermissionContext = { cwd, workspaceRoots: [cwd] };
  const profile = materializeProfile(options.permissions, context.workspaceRoots);
  const facts = await gatherPathFacts(fileSystem, profile, context);
  const diffs = new UnifiedDiffs();
  return applyPatch({
    patch,
    cwd,
    fileSystem,
    rules,
    authorize: authorizeWrites(profile, context, facts),
    ...(options.diffs === true ? { renderDiff: (change) => diffs.render(change, cwd) } : {}),
  });
}
