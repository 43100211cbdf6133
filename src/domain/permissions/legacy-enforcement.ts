import { type AbsolutePath, pathKey, resolvePath } from '../paths/absolute-path.js';
import { existingMetadata } from './existing-metadata.js';
import type { FileSystemEntry, FileSystemPolicy } from './file-system-policy.js';
import type { WritableRoot } from './file-system-rules.js';
import { fromLegacySandboxPolicy, toLegacySandboxPolicy } from './legacy-sandbox-policy.js';
import type { PathFacts } from './path-facts.js';
import type { PermissionContext } from './permission-context.js';
import { fileSystemPolicyOf, type PermissionProfile } from './permission-profile.js';
import { withNewTargets } from './policy-target.js';
import { resolveFileSystemRules } from './resolve-rules.js';
import { enforcesTheSame } from './same-permissions.js';
import type { SandboxPolicy } from './sandbox-policy.js';

/**
 * What an older client enforces for an older policy: its roots, and in them only the metadata that exists, besides the `.codex` of the
 * working directory.
 */
export function legacyRuntimePolicy(
  policy: SandboxPolicy,
  context: PermissionContext,
  facts: PathFacts,
): FileSystemPolicy {
  const rules = fileSystemPolicyOf(fromLegacySandboxPolicy(policy));
  if (policy.kind !== 'workspace-write' || rules.kind !== 'restricted') return rules;
  const grants = rules.entries.filter((entry) => entry.missingPath === undefined);
  const carveOuts = legacyCarveOuts(policy.writableRoots, context, facts);
  return { ...rules, entries: withNewTargets(grants, carveOuts) };
}

/**
 * Whether an older client, given the projection of a profile, would enforce something other than the profile: then only those who
 * understand the profile itself can run it.
 */
export function needsDirectEnforcement(
  profile: PermissionProfile,
  context: PermissionContext,
  facts: PathFacts,
): boolean {
  const policy = fileSystemPolicyOf(profile);
  if (policy.kind !== 'restricted') return false;
  const projected = toLegacySandboxPolicy(profile, context);
  if (!projected.ok) return true;
  const rules = resolveFileSystemRules(policy, context, facts);
  if (rules.writableRoots !== 'all' && rules.writableRoots.some((root) => protectsMissing(root, context, facts))) {
    return true;
  }
  return !enforcesTheSame([policy, legacyRuntimePolicy(projected.value, context, facts)], context, facts);
}

function protectsMissing(root: WritableRoot, context: PermissionContext, facts: PathFacts): boolean {
  const covered = new Set(carveOutsAt(root.root, context, facts).map(pathKey));
  return root.protectedNames.some((name) => !covered.has(pathKey(resolvePath(root.root, name))));
}

function legacyCarveOuts(
  roots: readonly AbsolutePath[],
  context: PermissionContext,
  facts: PathFacts,
): readonly FileSystemEntry[] {
  return [context.cwd, ...roots]
    .flatMap((root) => carveOutsAt(root, context, facts))
    .map((path) => ({ path: { kind: 'path', path }, access: 'read', missingPath: 'skip' }));
}

function carveOutsAt(root: AbsolutePath, context: PermissionContext, facts: PathFacts): readonly AbsolutePath[] {
  const found = existingMetadata(root, facts);
  return pathKey(root) === pathKey(context.cwd) ? [...found, resolvePath(root, '.codex')] : found;
}
