import { type AbsolutePath, rootOf } from '../paths/absolute-path.js';
import { distinctPaths } from '../paths/distinct-paths.js';
import { allowsReading } from './access-mode.js';
import { effectivePath } from './effective-path.js';
import type { FileSystemPolicy, RestrictedFileSystemPolicy } from './file-system-policy.js';
import type { FileSystemRules } from './file-system-rules.js';
import type { PathFacts } from './path-facts.js';
import type { PermissionContext } from './permission-context.js';
import { compileAccess } from './resolve-access.js';
import { type ResolvedEntry, resolveEntries } from './resolve-entries.js';
import { grantsPlatformDefaults, readsWholeDisk, writesWholeDiskIn } from './whole-disk-access.js';
import { writableRoots } from './writable-roots.js';

/**
 * Answers every precedence question of a policy at once, for those who enforce it. `facts` should cover {@link pathsOfInterest};
 * what they do not cover counts as missing.
 */
export function resolveFileSystemRules(
  policy: FileSystemPolicy,
  context: PermissionContext,
  facts: PathFacts,
): FileSystemRules {
  if (policy.kind === 'restricted') return restrictedRules(policy, context, facts);
  return {
    readableRoots: 'all',
    writableRoots: 'all',
    unreadableRoots: [],
    unreadableGlobs: [],
    platformDefaults: false,
  };
}

function restrictedRules(
  policy: RestrictedFileSystemPolicy,
  context: PermissionContext,
  facts: PathFacts,
): FileSystemRules {
  const { paths: entries, denyGlobs } = resolveEntries(policy.entries, context);
  const { entryAccess, entryCanWrite: canWrite } = compileAccess(policy, context);
  const canRead = (path: AbsolutePath): boolean => allowsReading(entryAccess(path));
  return {
    readableRoots: readsWholeDisk(policy) ? 'all' : readableRoots(entries, canRead, facts),
    writableRoots: writesWholeDiskIn(policy, context) ? 'all' : writableRoots({ entries, canWrite, context, facts }),
    unreadableRoots: unreadableRoots(entries, canRead, facts),
    unreadableGlobs: [...new Set(denyGlobs.map(({ pattern }) => pattern))].sort(),
    ...(policy.globScanMaxDepth === undefined ? {} : { globScanMaxDepth: policy.globScanMaxDepth }),
    platformDefaults: grantsPlatformDefaults(policy),
  };
}

function readableRoots(
  entries: readonly ResolvedEntry[],
  canRead: (path: AbsolutePath) => boolean,
  facts: PathFacts,
): readonly AbsolutePath[] {
  const granted = entries.filter(({ path, entry }) => allowsReading(entry.access) && canRead(path));
  return effectivePaths(granted, facts);
}

/** A denied file system root is what makes the other grants an allow-list; it is not a place to hide. */
function unreadableRoots(
  entries: readonly ResolvedEntry[],
  canRead: (path: AbsolutePath) => boolean,
  facts: PathFacts,
): readonly AbsolutePath[] {
  const denied = entries.filter(({ path }) => !canRead(path) && path !== rootOf(path));
  return effectivePaths(denied, facts);
}

function effectivePaths(entries: readonly ResolvedEntry[], facts: PathFacts): readonly AbsolutePath[] {
  return distinctPaths(entries.map(({ path }) => effectivePath(path, facts)));
}
