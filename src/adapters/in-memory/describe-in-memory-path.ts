import { type AbsolutePath, nameOf, parentOf, resolvePath } from '../../domain/paths/absolute-path.js';
import { selfAndAncestors } from '../../domain/paths/ancestors.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import type { InMemoryNode } from './in-memory-nodes.js';
import type { InMemoryTree } from './in-memory-tree.js';

/** The facts about a path in a tree. */
export function describeInMemoryPath(tree: InMemoryTree, path: AbsolutePath): PathFact {
  const outermostFirst = selfAndAncestors(path).toReversed();
  const symlinks = outermostFirst.filter((prefix) => tree.find(prefix)?.node.type === 'symlink');
  const found = tree.follow(path);
  if (found.kind !== 'found') {
    const firstMissing = outermostFirst.find((prefix) => tree.follow(prefix).kind !== 'found') ?? path;
    const realMissing =
      selfAndAncestors(found.path).findLast((prefix) => tree.find(prefix) === undefined) ?? found.path;
    const deeper = found.path.length - realMissing.length > path.length - firstMissing.length;
    const spelled = deeper ? { realFirstMissing: realMissing } : {};
    return { type: 'missing', realPath: found.path, symlinks, firstMissing, ...spelled };
  }
  const type = found.node.type === 'symlink' ? 'other' : found.node.type;
  return { type, realPath: found.path, symlinks, ...emptiness(found.node), ...pointer(tree, path, found.node) };
}

function emptiness(node: InMemoryNode): { readonly empty?: boolean } {
  if (node.type === 'file') return { empty: node.content.length === 0 };
  return node.type === 'directory' ? { empty: node.entries.list().length === 0 } : {};
}

function pointer(tree: InMemoryTree, path: AbsolutePath, node: InMemoryNode): { readonly gitdir?: AbsolutePath } {
  if (node.type !== 'file' || nameOf(path).toLowerCase() !== '.git') return {};
  const target = /^\s*gitdir\s*:([^\n]*)/.exec(new TextDecoder().decode(node.content))?.[1]?.trim() ?? '';
  if (target === '') return {};
  const gitdir = resolvePath(parentOf(path), target);
  const there = tree.follow(gitdir);
  return there.kind === 'found' && there.node.type === 'directory' ? { gitdir } : {};
}
