import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { TurnPermissions } from '../turn/turn-scope.js';
import { authorizeWrites } from './authorize-writes.js';
import { gatherPathFacts } from './gather-path-facts.js';

/** Whether a profile that confines lets commands write to a place. Where nothing is confined, nothing is gained by writing either. */
export async function mayWrite(
  place: AbsolutePath,
  { profile, context }: TurnPermissions,
  fileSystem: FileSystem,
): Promise<boolean> {
  if (profile.kind !== 'managed') return false;
  const facts = await gatherPathFacts(fileSystem, profile, context);
  return authorizeWrites(profile, context, facts)(place).kind === 'allowed';
}
