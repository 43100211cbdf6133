import { type AbsolutePath, type PathStyle, parseAbsolutePath } from '../../../src/domain/paths/absolute-path.js';
import type { AccessMode } from '../../../src/domain/permissions/access-mode.js';
import type {
  FileSystemEntry,
  RestrictedFileSystemPolicy,
} from '../../../src/domain/permissions/file-system-policy.js';
import type { PathFact, PathFacts } from '../../../src/domain/permissions/path-facts.js';
import type { PermissionContext } from '../../../src/domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../../src/domain/permissions/permission-profile.js';
import type { SpecialPath } from '../../../src/domain/permissions/special-path.js';

/** An absolute path; fails loudly in a test that misspells one. */
export function abs(text: string, style: PathStyle = 'posix'): AbsolutePath {
  const parsed = parseAbsolutePath(text, style);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.code}`);
  return parsed.value;
}

/** A context with `/ws` as its working directory and only workspace root, and both temporary directories. */
export function contextAt(cwd = '/ws', workspaceRoots: readonly string[] = [cwd]): PermissionContext {
  return {
    cwd: abs(cwd),
    workspaceRoots: workspaceRoots.map((root) => abs(root)),
    tmpdir: abs('/var/tmpdir'),
    slashTmp: abs('/tmp'),
  };
}

export function at(path: string, access: AccessMode): FileSystemEntry {
  return { path: { kind: 'path', path: abs(path) }, access };
}

export function special(kind: 'root' | 'minimal' | 'tmpdir' | 'slash-tmp', access: AccessMode): FileSystemEntry {
  return { path: { kind: 'special', special: { kind } }, access };
}

export function workspace(access: AccessMode, subpath?: string): FileSystemEntry {
  const place: SpecialPath = { kind: 'workspace-roots', ...(subpath === undefined ? {} : { subpath }) };
  return { path: { kind: 'special', special: place }, access };
}

export function unknownSpecial(token: string, access: AccessMode, subpath?: string): FileSystemEntry {
  const place: SpecialPath = { kind: 'unknown', token, ...(subpath === undefined ? {} : { subpath }) };
  return { path: { kind: 'special', special: place }, access };
}

export function glob(pattern: string, access: AccessMode = 'deny'): FileSystemEntry {
  return { path: { kind: 'glob', pattern }, access };
}

export function workspaceGlob(pattern: string, access: AccessMode = 'deny'): FileSystemEntry {
  return { path: { kind: 'workspace-glob', pattern }, access };
}

/** Marks an entry as an automatic carve-out. */
export function skip(entry: FileSystemEntry): FileSystemEntry {
  return { ...entry, missingPath: 'skip' };
}

export function restricted(...entries: readonly FileSystemEntry[]): RestrictedFileSystemPolicy {
  return { kind: 'restricted', entries };
}

export function managed(...entries: readonly FileSystemEntry[]): PermissionProfile {
  return { kind: 'managed', fileSystem: restricted(...entries), network: 'restricted' };
}

/** The facts of paths that exist without any link, besides what is said about them. */
export function factsOf(paths: Readonly<Record<string, Partial<PathFact>>>): PathFacts {
  return new Map(
    Object.entries(paths).map(([path, fact]): [AbsolutePath, PathFact] => [
      abs(path),
      { type: 'directory', realPath: abs(path), symlinks: [], ...fact },
    ]),
  );
}

export const noFacts: PathFacts = new Map();
