import {
  type AbsolutePath,
  componentsOf,
  isWithin,
  nameOf,
  parentOf,
  relativeWithin,
  resolvePath,
} from '../../domain/paths/absolute-path.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { FileSystemErrorCode } from '../../ports/file-system.js';
import type { DirectoryNode } from './in-memory-nodes.js';
import type { InMemoryTree, LocatedNode } from './in-memory-tree.js';

/** A change that is about to be made below a granted directory. */
export interface IntendedChange {
  readonly path: AbsolutePath;
  readonly within: AbsolutePath;
  /** What to do about directories that do not exist. */
  readonly missing: 'create' | 'refuse';
  /** What to do about a link at the path itself. */
  readonly link: 'follow' | 'keep';
}

/** A directory, and the name in it that is to change. */
export interface ChangePlace {
  readonly directory: DirectoryNode;
  readonly name: string;
}

/** Walks from the granted directory to the one that holds the path, without following any link on the way. */
export function locateForChange(
  tree: InMemoryTree,
  change: IntendedChange,
  links = 0,
): Result<ChangePlace, FileSystemErrorCode> {
  const { path, within } = change;
  if (!isWithin(path, within) || links > 40) return err('outside');
  // A grant may be a single file; then its own directory is where the walk starts.
  const base = path === within ? parentOf(within) : within;
  const start = findBase(tree, base, change.missing);
  if (!start.ok) return start;
  const parent = walkDown(tree, start.value, {
    components: componentsOf(parentOf(path)).slice(componentsOf(base).length),
    missing: change.missing,
  });
  if (!parent.ok) return parent;
  const name = nameOf(path);
  const there = parent.value.node.entries.get(name)?.node;
  if (there?.type !== 'symlink' || change.link === 'keep') return ok({ directory: parent.value.node, name });
  const target = resolvePath(parent.value.path, there.target);
  const inside = relativeWithin(target, start.value.path);
  if (inside === undefined || path === within) return err('outside');
  return locateForChange(tree, { ...change, path: resolvePath(within, inside) }, links + 1);
}

interface LocatedDirectory extends LocatedNode {
  readonly node: DirectoryNode;
}

function findBase(
  tree: InMemoryTree,
  path: AbsolutePath,
  missing: 'create' | 'refuse',
): Result<LocatedDirectory, FileSystemErrorCode> {
  if (missing === 'create') tree.ensureDirectory(path);
  const found = tree.follow(path);
  if (found.kind === 'missing') return err('not-found');
  if (found.kind !== 'found' || found.node.type !== 'directory') return err('not-a-directory');
  return ok({ node: found.node, path: found.path });
}

function walkDown(
  tree: InMemoryTree,
  base: LocatedDirectory,
  way: { readonly components: readonly string[]; readonly missing: 'create' | 'refuse' },
): Result<LocatedDirectory, FileSystemErrorCode> {
  let at = base;
  for (const name of way.components) {
    const there = at.node.entries.get(name)?.node;
    if (there === undefined && way.missing === 'refuse') return err('not-found');
    const next = there ?? tree.createDirectory(at.node, name);
    if (next.type === 'symlink') return err('outside');
    if (next.type !== 'directory') return err('not-a-directory');
    at = { node: next, path: resolvePath(at.path, name) };
  }
  return ok(at);
}
