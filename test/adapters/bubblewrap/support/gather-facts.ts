import { NodeFileSystem } from '../../../../src/adapters/node/node-file-system.js';
import type { PathFacts } from '../../../../src/domain/permissions/path-facts.js';
import { pathsOfInterest } from '../../../../src/domain/permissions/paths-of-interest.js';
import type { PermissionContext } from '../../../../src/domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';

/** Looks at the real disk, as is done for the agent before a command is planned. */
export async function gatherFacts(profile: PermissionProfile, context: PermissionContext): Promise<PathFacts> {
  const files = new NodeFileSystem();
  const paths = pathsOfInterest(profile, context);
  return new Map(await Promise.all(paths.map(async (path) => [path, await files.inspect(path)] as const)));
}
