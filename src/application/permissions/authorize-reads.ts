import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { PathFacts } from '../../domain/permissions/path-facts.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { withRealSpellings } from '../../domain/permissions/real-spellings.js';
import { compileAccess } from '../../domain/permissions/resolve-access.js';

/**
 * The question whether a profile lets a file be read by this process itself. Ask it about the path as it was given and about the place
 * it leads to, and read only what both answers allow.
 */
export function authorizeReads(
  profile: PermissionProfile,
  context: PermissionContext,
  facts: PathFacts,
): (path: AbsolutePath) => boolean {
  if (profile.kind !== 'managed') return () => true;
  return compileAccess(withRealSpellings(profile.fileSystem, context, facts), context).canRead;
}
