import { type AbsolutePath, pathStyleOf, resolvePath, rootOf } from '../paths/absolute-path.js';
import type { FileSystemEntry } from './file-system-policy.js';
import { materializeEntries } from './materialize.js';
import type { PermissionContext } from './permission-context.js';
import type { SpecialPath } from './special-path.js';

/** An entry that names one path on this machine. */
export interface ResolvedEntry {
  readonly path: AbsolutePath;
  /** The entry behind it; for a rule about workspace roots, its materialised form. */
  readonly entry: FileSystemEntry;
}

/** A deny pattern that is absolute on this machine. */
export interface ResolvedGlob {
  readonly pattern: AbsolutePath;
  readonly entry: FileSystemEntry;
}

/** What entries amount to on one machine. Entries that stand for nothing here are left out. */
export interface ResolvedEntries {
  readonly paths: readonly ResolvedEntry[];
  readonly denyGlobs: readonly ResolvedGlob[];
}

/** Resolves entries, workspace rules over every workspace root, in their order. */
export function resolveEntries(entries: readonly FileSystemEntry[], context: PermissionContext): ResolvedEntries {
  const paths: ResolvedEntry[] = [];
  const denyGlobs: ResolvedGlob[] = [];
  for (const entry of materializeEntries(entries, context.workspaceRoots)) {
    if (entry.path.kind === 'glob') {
      if (entry.access === 'deny') denyGlobs.push({ pattern: resolvePath(context.cwd, entry.path.pattern), entry });
      continue;
    }
    const path = literalPath(entry, context);
    if (path !== undefined) paths.push({ path, entry });
  }
  return { paths, denyGlobs };
}

/**
 * The entries without grants that stand for nothing: where there is no `/tmp` or `$TMPDIR`, a grant for it must not outweigh a rule that
 * names the same place literally. Without a context neither counts.
 */
export function withoutIdleGrants(
  entries: readonly FileSystemEntry[],
  context: PermissionContext | undefined,
): readonly FileSystemEntry[] {
  return entries.filter(({ path, access }) => {
    const mayBeAbsent =
      path.kind === 'special' && (path.special.kind === 'tmpdir' || path.special.kind === 'slash-tmp');
    if (access !== 'write' || !mayBeAbsent) return true;
    return context !== undefined && placeOf(path.special, context) !== undefined;
  });
}

function literalPath(entry: FileSystemEntry, context: PermissionContext): AbsolutePath | undefined {
  if (entry.path.kind === 'path') return entry.path.path;
  return entry.path.kind === 'special' ? placeOf(entry.path.special, context) : undefined;
}

/** The path that a special path stands for, workspace roots aside, which are materialised first. */
function placeOf(special: SpecialPath, context: PermissionContext): AbsolutePath | undefined {
  switch (special.kind) {
    case 'root':
      return rootOf(context.cwd);
    case 'tmpdir':
      return context.tmpdir;
    case 'slash-tmp':
      return pathStyleOf(context.cwd) === 'posix' ? context.slashTmp : undefined;
    case 'minimal':
    case 'workspace-roots':
    case 'unknown':
      return undefined;
  }
}
