import { type AbsolutePath, componentsOf, isWithin, pathKey } from '../../paths/absolute-path.js';
import { type AccessMode, compareAccessModes } from '../access-mode.js';
import type { FileSystemEntry, FileSystemPolicy } from '../file-system-policy.js';
import type { PermissionContext } from '../permission-context.js';
import { compileAccess } from '../resolve-access.js';
import { type ResolvedEntries, type ResolvedEntry, type ResolvedGlob, resolveEntries } from '../resolve-entries.js';

/** What decided about a path. */
export type AccessReason =
  /** No sandbox is used, or somebody else's: nothing here decides. */
  | { readonly kind: 'not-managed'; readonly enforcement: 'disabled' | 'external' }
  /** The profile manages the network alone. */
  | { readonly kind: 'unrestricted' }
  | { readonly kind: 'entry'; readonly entry: FileSystemEntry; readonly path: AbsolutePath }
  | { readonly kind: 'deny-pattern'; readonly entry: FileSystemEntry; readonly pattern: AbsolutePath }
  /** An entry makes the path writable, but it lies in metadata that is protected by its name. */
  | { readonly kind: 'protected-metadata'; readonly metadata: AbsolutePath }
  /** No entry speaks about the path. */
  | { readonly kind: 'no-entry' };

/** An entry that speaks about a path and was not the one that decided. */
export interface RunnerUp {
  readonly entry: FileSystemEntry;
  readonly path: AbsolutePath;
  /** `less-specific`: another entry names a longer path. `outranked`: another entry for the same path, or a pattern, wins. */
  readonly because: 'less-specific' | 'outranked';
}

/** A decision with everything that had a say in it. */
export interface DecidedAccess {
  /** What may be done with the path in the end. */
  readonly access: AccessMode;
  readonly reason: AccessReason;
  /** Most specific first. */
  readonly runnersUp: readonly RunnerUp[];
}

/** Decides about a path under rules, and keeps account of why. */
export function decideAccess(policy: FileSystemPolicy, path: AbsolutePath, context: PermissionContext): DecidedAccess {
  if (policy.kind === 'unrestricted') return { access: 'write', reason: { kind: 'unrestricted' }, runnersUp: [] };
  if (policy.kind === 'external') {
    return { access: 'write', reason: { kind: 'not-managed', enforcement: 'external' }, runnersUp: [] };
  }
  const resolved = resolveEntries(policy.entries, context);
  const compiled = compileAccess(policy, context);
  const candidates = rankedCandidates(resolved, path);
  const access = compiled.access(path);
  const metadata = access === 'write' ? compiled.protectedMetadata(path) : undefined;
  if (metadata !== undefined) return decision('read', { kind: 'protected-metadata', metadata }, candidates);
  return decision(access, reasonFor(candidates, compiled.denyPattern(path)), candidates);
}

function decision(access: AccessMode, reason: AccessReason, candidates: readonly ResolvedEntry[]): DecidedAccess {
  return { access, reason, runnersUp: runnersUp(candidates, reason) };
}

/** The entries that speak about the path, the deciding one first. */
function rankedCandidates({ paths }: ResolvedEntries, path: AbsolutePath): readonly ResolvedEntry[] {
  const depth = (entry: ResolvedEntry): number => componentsOf(entry.path).length;
  return paths
    .filter((candidate) => isWithin(path, candidate.path))
    .sort((a, b) => depth(b) - depth(a) || compareAccessModes(b.entry.access, a.entry.access));
}

function reasonFor([first]: readonly ResolvedEntry[], glob: ResolvedGlob | undefined): AccessReason {
  if (first === undefined) return { kind: 'no-entry' };
  if (first.entry.access === 'deny' || glob === undefined)
    return { kind: 'entry', entry: first.entry, path: first.path };
  return { kind: 'deny-pattern', entry: glob.entry, pattern: glob.pattern };
}

function runnersUp(candidates: readonly ResolvedEntry[], reason: AccessReason): readonly RunnerUp[] {
  const [first] = candidates;
  const others = reason.kind === 'entry' ? candidates.slice(1) : candidates;
  return others.map(({ entry, path }) => ({
    entry,
    path,
    because: first !== undefined && pathKey(first.path) === pathKey(path) ? 'outranked' : 'less-specific',
  }));
}
