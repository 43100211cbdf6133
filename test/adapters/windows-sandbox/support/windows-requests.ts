import type { AbsolutePath } from '../../../../src/domain/paths/absolute-path.js';
import type { FileSystemEntry } from '../../../../src/domain/permissions/file-system-policy.js';
import type { PathFact, PathFacts } from '../../../../src/domain/permissions/path-facts.js';
import { pathsOfInterest } from '../../../../src/domain/permissions/paths-of-interest.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';
import type { SandboxRequest } from '../../../../src/ports/process-sandbox.js';

export const workspace = 'C:\\ws' as AbsolutePath;

export const readAll: FileSystemEntry = { path: { kind: 'special', special: { kind: 'root' } }, access: 'read' };

export function rule(path: string, access: FileSystemEntry['access']): FileSystemEntry {
  return { path: { kind: 'path', path: path as AbsolutePath }, access };
}

export function managed(
  entries: readonly FileSystemEntry[],
  network: 'enabled' | 'restricted' = 'enabled',
): PermissionProfile {
  return { kind: 'managed', network, fileSystem: { kind: 'restricted', entries } };
}

/** A request for `tool` in the workspace. What is not on the disk is missing. */
export function requestFor(profile: PermissionProfile, disk: Readonly<Record<string, PathFact>> = {}): SandboxRequest {
  const context = { cwd: workspace, workspaceRoots: [workspace] };
  const facts: PathFacts = new Map(
    pathsOfInterest(profile, context).map((path) => [path, disk[path] ?? missing(path, disk)]),
  );
  return { argv: ['tool', 'an argument'], cwd: workspace, environment: { Path: 'C:\\bin' }, profile, context, facts };
}

export function directory(path: string): Readonly<Record<string, PathFact>> {
  return { [path]: { type: 'directory', realPath: path as AbsolutePath, symlinks: [] } };
}

export function file(path: string): Readonly<Record<string, PathFact>> {
  return { [path]: { type: 'file', realPath: path as AbsolutePath, symlinks: [] } };
}

/** A directory that is reached through a link. */
export function link(path: string, target: string): Readonly<Record<string, PathFact>> {
  return { [path]: { type: 'directory', realPath: target as AbsolutePath, symlinks: [path as AbsolutePath] } };
}

function missing(path: AbsolutePath, disk: Readonly<Record<string, PathFact>>): PathFact {
  const parts = path.split('\\');
  const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join('\\')).slice(1);
  const firstMissing = (prefixes.find((prefix) => disk[prefix] === undefined) ?? path) as AbsolutePath;
  return { type: 'missing', realPath: path, symlinks: [], firstMissing };
}
