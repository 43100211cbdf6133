import { type AbsolutePath, resolvePath } from '../paths/absolute-path.js';
import { distinctPaths } from '../paths/distinct-paths.js';
import { compileGlob } from '../paths/glob.js';
import type { PermissionContext } from './permission-context.js';
import { fileSystemPolicyOf, type PermissionProfile } from './permission-profile.js';
import { protectedMetadataNames } from './protected-metadata.js';
import { resolveEntries } from './resolve-entries.js';

/**
 * The paths to gather facts about before rules can be resolved or a sandbox planned: the working directory, the workspace roots, what
 * entries name, the metadata below everything writable, and the fixed directories of deny patterns. Each path once.
 */
export function pathsOfInterest(profile: PermissionProfile, context: PermissionContext): readonly AbsolutePath[] {
  return distinctPaths([context.cwd, ...context.workspaceRoots, ...policyPaths(profile, context)]);
}

function policyPaths(profile: PermissionProfile, context: PermissionContext): readonly AbsolutePath[] {
  const policy = fileSystemPolicyOf(profile);
  if (policy.kind !== 'restricted') return [];
  const { paths, denyGlobs } = resolveEntries(policy.entries, context);
  return [
    ...paths.flatMap(({ path, entry }) => (entry.access === 'write' ? [path, ...metadataBelow(path)] : [path])),
    ...denyGlobs.flatMap(({ pattern }) => globBase(pattern)),
  ];
}

function metadataBelow(root: AbsolutePath): readonly AbsolutePath[] {
  return protectedMetadataNames.map((name) => resolvePath(root, name));
}

function globBase(pattern: AbsolutePath): readonly AbsolutePath[] {
  const glob = compileGlob(pattern);
  return glob.ok ? [glob.value.base] : [];
}
