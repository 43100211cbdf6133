import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { type AbsolutePath, nameOf, parentOf, resolvePath } from '../../../../src/domain/paths/absolute-path.js';
import { selfAndAncestors } from '../../../../src/domain/paths/ancestors.js';
import type { PathFact, PathFacts } from '../../../../src/domain/permissions/path-facts.js';
import { pathsOfInterest } from '../../../../src/domain/permissions/paths-of-interest.js';
import type { PermissionContext } from '../../../../src/domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../../../src/domain/permissions/permission-profile.js';

/** Looks at the real disk, as the file system adapter does for the agent. */
export function gatherFacts(profile: PermissionProfile, context: PermissionContext): PathFacts {
  return new Map(pathsOfInterest(profile, context).map((path) => [path, inspect(path)]));
}

/** What is at one path now. */
export function inspect(path: AbsolutePath): PathFact {
  const outermostFirst = selfAndAncestors(path).toReversed();
  const symlinks = outermostFirst.filter((one) => lstatSync(one, { throwIfNoEntry: false })?.isSymbolicLink());
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const firstMissing = outermostFirst.find((one) => statSync(one, { throwIfNoEntry: false }) === undefined) ?? path;
    return { type: 'missing', realPath: canonical(path), symlinks, firstMissing };
  }
  const realPath = realpathSync(path) as AbsolutePath;
  if (found.isDirectory()) return { type: 'directory', realPath, symlinks, empty: readdirSync(path).length === 0 };
  if (!found.isFile()) return { type: 'other', realPath, symlinks };
  return { type: 'file', realPath, symlinks, empty: found.size === 0, ...pointer(path) };
}

function canonical(path: AbsolutePath): AbsolutePath {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path) as AbsolutePath;
  return resolvePath(canonical(parentOf(path)), nameOf(path));
}

function pointer(path: AbsolutePath): { readonly gitdir?: AbsolutePath } {
  if (nameOf(path) !== '.git') return {};
  const target = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
  if (target === undefined) return {};
  const gitdir = resolvePath(parentOf(path), target.trim());
  return statSync(gitdir, { throwIfNoEntry: false }) === undefined ? {} : { gitdir };
}
