import { type AbsolutePath, componentsOf, maxPathLength, resolvePath, rootOf } from '../paths/absolute-path.js';
import { type AccessMode, allowsReading, allowsWriting } from './access-mode.js';
import { type Finding, lookUp, plantAccessTree } from './access-tree.js';
import type { FileSystemPolicy, RestrictedFileSystemPolicy } from './file-system-policy.js';
import type { PermissionContext } from './permission-context.js';
import { type ResolvedGlob, resolveEntries } from './resolve-entries.js';
import { writesWholeDiskIn } from './whole-disk-access.js';

/** A policy that was prepared for many questions in one context. Every answer is lexical: no link is followed. */
export interface CompiledAccess {
  /** What the most specific entry says, after deny patterns, which always win. */
  readonly access: (path: AbsolutePath) => AccessMode;
  /** What the most specific entry says, patterns left aside. */
  readonly entryAccess: (path: AbsolutePath) => AccessMode;
  /** {@link canWrite}, patterns left aside. */
  readonly entryCanWrite: (path: AbsolutePath) => boolean;
  /** The deny pattern that matches the path or a directory above it. */
  readonly denyPattern: (path: AbsolutePath) => ResolvedGlob | undefined;
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
  const tree = plantAccessTree(resolveEntries(policy.entries, context));
  const protects = !writesWholeDiskIn(policy, context);
  const isMetadata = ({ metadata }: Finding): boolean => protects && metadata > 0;
  const finding = (path: AbsolutePath, patterns?: 'ignored'): Finding =>
    path.length > maxPathLength ? nothing : lookUp(tree, path, patterns);
  return {
    access: (path) => accessOf(finding(path)),
    entryAccess: (path) => finding(path, 'ignored').mode ?? 'deny',
    entryCanWrite: (path) => {
      const found = finding(path, 'ignored');
      return found.mode === 'write' && !isMetadata(found);
    },
    denyPattern: (path) => finding(path).glob,
    canRead: (path) => allowsReading(accessOf(finding(path))),
    canWrite: (path) => {
      const found = finding(path);
      return allowsWriting(accessOf(found)) && !isMetadata(found);
    },
    protectedMetadata: (path) => (protects ? prefixOf(path, finding(path, 'ignored').metadata) : undefined),
  };
}

/** What is known about a path that no system opens. */
const nothing: Finding = { mode: undefined, glob: undefined, metadata: 0 };

function accessOf({ mode, glob }: Finding): AccessMode {
  return mode === undefined || glob !== undefined ? 'deny' : mode;
}

function prefixOf(path: AbsolutePath, components: number): AbsolutePath | undefined {
  if (components === 0) return undefined;
  return componentsOf(path).slice(0, components).reduce(resolvePath, rootOf(path));
}

function everythingAllowed(): CompiledAccess {
  return {
    access: () => 'write',
    entryAccess: () => 'write',
    entryCanWrite: () => true,
    denyPattern: () => undefined,
    canRead: () => true,
    canWrite: () => true,
    protectedMetadata: () => undefined,
  };
}
