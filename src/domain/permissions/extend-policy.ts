import type { AbsolutePath } from '../paths/absolute-path.js';
import type { AccessMode } from './access-mode.js';
import { unionOfEntries } from './entry-key.js';
import { existingMetadata } from './existing-metadata.js';
import type { FileSystemEntry, FileSystemPolicy } from './file-system-policy.js';
import { materializeEntries } from './materialize.js';
import type { PathFacts } from './path-facts.js';
import type { PermissionContext } from './permission-context.js';
import { withNewTargets } from './policy-target.js';
import { compileAccess } from './resolve-access.js';

/** Lets directories be read that the rules do not let be read already. */
export function withReadableRoots(
  policy: FileSystemPolicy,
  roots: readonly AbsolutePath[],
  context: PermissionContext,
): FileSystemPolicy {
  const { entryAccess } = compileAccess(policy, context);
  return withEntries(
    policy,
    roots.filter((root) => entryAccess(root) === 'deny').map((root) => entryAt(root, 'read')),
  );
}

/** Lets directories be written that the rules do not let be written already. */
export function withWritableRoots(
  policy: FileSystemPolicy,
  roots: readonly AbsolutePath[],
  context: PermissionContext,
): FileSystemPolicy {
  const access = compileAccess(policy, context);
  return withEntries(
    policy,
    roots.filter((root) => !access.canWrite(root)).map((root) => entryAt(root, 'write')),
  );
}

/** Adds the extra roots of the older workspace-write syntax, and protects the metadata that exists in them. */
export function withLegacyWritableRoots(
  policy: FileSystemPolicy,
  roots: readonly AbsolutePath[],
  facts: PathFacts,
): FileSystemPolicy {
  if (policy.kind !== 'restricted') return policy;
  const granted = unionOfEntries(
    policy.entries,
    roots.map((root) => entryAt(root, 'write')),
  );
  const carveOuts = roots
    .flatMap((root) => existingMetadata(root, facts))
    .map((path): FileSystemEntry => ({ ...entryAt(path, 'read'), missingPath: 'skip' }));
  return { ...policy, entries: withNewTargets(granted, carveOuts) };
}

/**
 * Applies rules about workspace roots to the roots that a profile brings along. The rules stay, so that they apply to the runtime
 * roots of a thread as well.
 */
export function withProfileWorkspaceRoots(policy: FileSystemPolicy, roots: readonly AbsolutePath[]): FileSystemPolicy {
  return policy.kind === 'restricted' ? withEntries(policy, materializeEntries(policy.entries, roots)) : policy;
}

/** Carries the denials of one set of rules over to another that replaces it, so that a replacement never reveals what was hidden. */
export function withDenialsOf(policy: FileSystemPolicy, existing: FileSystemPolicy): FileSystemPolicy {
  if (existing.kind !== 'restricted' || policy.kind === 'external') return policy;
  const denials = existing.entries.filter((entry) => entry.access === 'deny');
  if (denials.length === 0) return policy;
  const base = policy.kind === 'restricted' ? policy : everythingWritable();
  const depth = base.globScanMaxDepth ?? existing.globScanMaxDepth;
  return {
    kind: 'restricted',
    entries: unionOfEntries(base.entries, denials),
    ...(depth === undefined ? {} : { globScanMaxDepth: depth }),
  };
}

function everythingWritable(): Extract<FileSystemPolicy, { kind: 'restricted' }> {
  return { kind: 'restricted', entries: [{ path: { kind: 'special', special: { kind: 'root' } }, access: 'write' }] };
}

function withEntries(policy: FileSystemPolicy, entries: readonly FileSystemEntry[]): FileSystemPolicy {
  return policy.kind === 'restricted' ? { ...policy, entries: unionOfEntries(policy.entries, entries) } : policy;
}

function entryAt(path: AbsolutePath, access: AccessMode): FileSystemEntry {
  return { path: { kind: 'path', path }, access };
}
