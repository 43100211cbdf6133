import { type AbsolutePath, isWithin, rootOf } from '../../domain/paths/absolute-path.js';
import type { PathFacts } from '../../domain/permissions/path-facts.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { withRealSpellings } from '../../domain/permissions/real-spellings.js';
import { compileAccess } from '../../domain/permissions/resolve-access.js';
import { resolveFileSystemRules } from '../../domain/permissions/resolve-rules.js';
import type { AuthorizeWrite } from '../apply-patch/write-permission.js';

/** The question whether a profile lets a file be changed, prepared for the many files of a patch. */
export function authorizeWrites(
  profile: PermissionProfile,
  context: PermissionContext,
  facts: PathFacts,
): AuthorizeWrite {
  if (profile.kind !== 'managed') return (path) => ({ kind: 'allowed', within: rootOf(path) });
  const policies = [profile.fileSystem, withRealSpellings(profile.fileSystem, context, facts)];
  const answers = policies.map((policy) => compileAccess(policy, context));
  const { writableRoots } = resolveFileSystemRules(profile.fileSystem, context, facts);
  const nothing = writableRoots !== 'all' && writableRoots.length === 0;
  return (path) => {
    if (!answers.every(({ canRead }) => canRead(path))) return { kind: 'refused', reason: 'unreadable' };
    const within =
      writableRoots === 'all'
        ? rootOf(path)
        : deepest(
            writableRoots.map(({ root }) => root),
            path,
          );
    if (within !== undefined && answers.every(({ canWrite }) => canWrite(path))) return { kind: 'allowed', within };
    return { kind: 'refused', reason: nothing ? 'read-only' : 'outside' };
  };
}

function deepest(roots: readonly AbsolutePath[], path: AbsolutePath): AbsolutePath | undefined {
  const around = roots.filter((root) => isWithin(path, root));
  return around.reduce<AbsolutePath | undefined>(
    (best, root) => (best === undefined || root.length > best.length ? root : best),
    undefined,
  );
}
