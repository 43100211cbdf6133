import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { PathFact, PathFacts } from '../../domain/permissions/path-facts.js';
import { pathsOfInterest } from '../../domain/permissions/paths-of-interest.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import type { FileSystem } from '../../ports/file-system.js';

/** Looks at every path that matters to a profile, so that the rules can be resolved without the disk. */
export async function gatherPathFacts(
  fileSystem: FileSystem,
  profile: PermissionProfile,
  context: PermissionContext,
): Promise<PathFacts> {
  const paths = pathsOfInterest(profile, context);
  const facts = await Promise.all(
    paths.map(async (path): Promise<[AbsolutePath, PathFact]> => [path, await fileSystem.inspect(path)]),
  );
  return new Map(facts);
}
