import type { RestrictedFileSystemPolicy } from '../../domain/permissions/file-system-policy.js';
import { fileSystemPolicyOf } from '../../domain/permissions/permission-profile.js';
import { effectiveProfile } from '../../domain/permissions/thread-permissions.js';
import { readsWholeDisk } from '../../domain/permissions/whole-disk-access.js';
import type { OpenThread } from '../session/open-thread.js';
import type { MayShow } from './gather-project-instructions.js';

/**
 * Asks the rules about the documents of a project. What is denied is not shown. A document that rules merely do not speak of is the user's own
 * word to the model; but a link may have been made by a command, so what it leads to has to be readable for commands.
 */
export function mayShowDocuments({ settings, context, ports }: OpenThread): MayShow {
  const profile = effectiveProfile(settings.permissions);
  const policy = fileSystemPolicyOf(profile);
  if (profile.kind !== 'managed' || policy.kind !== 'restricted' || readsWholeDisk(policy)) {
    return () => Promise.resolve(true);
  }
  return async ({ path, realPath, reachedBy }) => {
    const [{ authorizeReads }, { gatherPathFacts }] = await Promise.all([
      import('../permissions/authorize-reads.js'),
      import('../permissions/gather-path-facts.js'),
    ]);
    const facts = await gatherPathFacts(ports.fileSystem, profile, context);
    const granted = authorizeReads(profile, context, facts);
    const notDenied = authorizeReads({ ...profile, fileSystem: withRoot(policy) }, context, facts);
    return notDenied(path) && (reachedBy === 'link' ? granted : notDenied)(realPath);
  };
}

/** The same rules, where they speak; everything else can be read. */
function withRoot(policy: RestrictedFileSystemPolicy): RestrictedFileSystemPolicy {
  const root = { path: { kind: 'special', special: { kind: 'root' } }, access: 'read' } as const;
  return { ...policy, entries: [...policy.entries, root] };
}
