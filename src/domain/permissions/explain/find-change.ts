import { type AbsolutePath, pathKey } from '../../paths/absolute-path.js';
import { type AccessMode, compareAccessModes } from '../access-mode.js';
import type { FileSystemEntry, RestrictedFileSystemPolicy } from '../file-system-policy.js';
import type { PermissionContext } from '../permission-context.js';
import { compileAccess } from '../resolve-access.js';
import { resolveEntries } from '../resolve-entries.js';
import { decideAccess } from './decide-access.js';

/** The smallest set of edits to a profile's rules after which a path has another access. */
export interface AccessChange {
  readonly to: AccessMode;
  /** Rules that stand in the way; a rule about workspace roots is named as it was written. */
  readonly remove: readonly FileSystemEntry[];
  /** A rule to add. */
  readonly add?: FileSystemEntry;
}

/** What is changed, for which path, on which machine. */
export interface ChangeInput {
  readonly policy: RestrictedFileSystemPolicy;
  readonly path: AbsolutePath;
  readonly context: PermissionContext;
}

/**
 * Finds the smallest change that gives a path another access: rules that outrank any rule for the path have to go, and if that is not
 * enough, a rule for the very path does the rest.
 */
export function findChange(input: ChangeInput, to: AccessMode): AccessChange {
  const remove = blockers(input, to);
  const kept = input.policy.entries.filter((entry) => !remove.includes(entry));
  const remaining: RestrictedFileSystemPolicy = { ...input.policy, entries: kept };
  if (decideAccess(remaining, input.path, input.context).access === to) return { to, remove };
  return { to, remove, add: { path: { kind: 'path', path: input.path }, access: to } };
}

/** The rules that a new rule for the path could not overrule; nothing overrules a denial. */
function blockers({ policy, path, context }: ChangeInput, to: AccessMode): readonly FileSystemEntry[] {
  return policy.entries.filter((entry) => {
    if (entry.access === 'deny' && hidesByPattern(entry, path, context)) return true;
    return resolveEntries([entry], context).paths.some(
      (resolved) => pathKey(resolved.path) === pathKey(path) && compareAccessModes(entry.access, to) > 0,
    );
  });
}

function hidesByPattern(entry: FileSystemEntry, path: AbsolutePath, context: PermissionContext): boolean {
  return compileAccess({ kind: 'restricted', entries: [entry] }, context).denyPattern(path) !== undefined;
}
