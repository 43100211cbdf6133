import { type AbsolutePath, maxPathLength, pathKey } from '../paths/absolute-path.js';
import { selfAndAncestors } from '../paths/ancestors.js';
import { type AccessMode, allowsReading, allowsWriting, compareAccessModes } from './access-mode.js';
import { compileDenyGlobs } from './deny-globs.js';
import type { FileSystemPolicy, RestrictedFileSystemPolicy } from './file-system-policy.js';
import { compileMetadataProtection } from './metadata-protection.js';
import type { PermissionContext } from './permission-context.js';
import { type ResolvedEntry, resolveEntries } from './resolve-entries.js';
import { writesWholeDisk } from './whole-disk-access.js';

/** A policy that was prepared for many questions in one context. Every answer is lexical: no link is followed. */
export interface CompiledAccess {
  /** What the most specific entry says, after deny patterns, which always win. */
  readonly access: (path: AbsolutePath) => AccessMode;
  /** What the most specific entry says, patterns left aside. */
  readonly entryAccess: (path: AbsolutePath) => AccessMode;
  /** Whether the path may be read. */
  readonly canRead: (path: AbsolutePath) => boolean;
  /** Whether the path may be written: it has write access, and does not lie in protected metadata that no rule reopens. */
  readonly canWrite: (path: AbsolutePath) => boolean;
  /** The protected metadata path, such as `/workspace/.git`, that keeps the path from being written. */
  readonly protectedMetadata: (path: AbsolutePath) => AbsolutePath | undefined;
}

/** What a policy says about a path: its most specific entry, `deny` over `write` over `read` where several are, `deny` where none is. */
export function resolveAccess(policy: FileSystemPolicy, path: AbsolutePath, context: PermissionContext): AccessMode {
  return compileAccess(policy, context).access(path);
}

/** Whether a policy lets a path be read. */
export function canRead(policy: FileSystemPolicy, path: AbsolutePath, context: PermissionContext): boolean {
  return compileAccess(policy, context).canRead(path);
}

/** Whether a policy lets a path be written. */
export function canWrite(policy: FileSystemPolicy, path: AbsolutePath, context: PermissionContext): boolean {
  return compileAccess(policy, context).canWrite(path);
}

/** Prepares a policy for many questions; each then costs a look-up per component of its path. */
export function compileAccess(policy: FileSystemPolicy, context: PermissionContext): CompiledAccess {
  return policy.kind === 'restricted' ? compileRestricted(policy, context) : everythingAllowed();
}

function compileRestricted(policy: RestrictedFileSystemPolicy, context: PermissionContext): CompiledAccess {
  const { paths, denyGlobs } = resolveEntries(policy.entries, context);
  const entryAccess = compileEntries(paths);
  const findGlob = compileDenyGlobs(denyGlobs);
  const protectedMetadata = writesWholeDisk(policy) ? () => undefined : compileMetadataProtection(paths);
  const access = (path: AbsolutePath): AccessMode => {
    const mode = entryAccess(path);
    return mode === 'deny' || findGlob(path) === undefined ? mode : 'deny';
  };
  return {
    access,
    entryAccess,
    canRead: (path) => allowsReading(access(path)),
    canWrite: (path) => allowsWriting(access(path)) && protectedMetadata(path) === undefined,
    protectedMetadata,
  };
}

function compileEntries(entries: readonly ResolvedEntry[]): (path: AbsolutePath) => AccessMode {
  const modes = new Map<AbsolutePath, AccessMode>();
  for (const { path, entry } of entries) {
    const key = pathKey(path);
    const known = modes.get(key);
    if (known === undefined || compareAccessModes(known, entry.access) < 0) modes.set(key, entry.access);
  }
  return (path) => {
    if (path.length > maxPathLength) return 'deny';
    for (const candidate of selfAndAncestors(pathKey(path))) {
      const mode = modes.get(candidate);
      if (mode !== undefined) return mode;
    }
    return 'deny';
  };
}

function everythingAllowed(): CompiledAccess {
  return {
    access: () => 'write',
    entryAccess: () => 'write',
    canRead: () => true,
    canWrite: () => true,
    protectedMetadata: () => undefined,
  };
}
