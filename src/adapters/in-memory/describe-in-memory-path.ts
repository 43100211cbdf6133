import { type AbsolutePath, nameOf, parentOf, resolvePath } from '../../domain/paths/absolute-path.js';
import { selfAndAncestors } from '../../domain/paths/ancestors.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import { gitdirIn, placeNamed } from '../../domain/permissions/repository-files.js';
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
  const named = nameOf(path).toLowerCase() === '.git' ? repositoryNamedIn(tree, found.path, found.node) : {};
  return { type, realPath: found.path, symlinks, ...emptiness(found.node), ...named };
}

function emptiness(node: InMemoryNode): { readonly empty?: boolean } {
  if (node.type === 'file') return { empty: node.content.length === 0 };
  return node.type === 'directory' ? { empty: node.entries.list().length === 0 } : {};
}

type Named = Pick<PathFact, 'gitdir' | 'commonDirectory'>;

/** @param path canonical */
function repositoryNamedIn(tree: InMemoryTree, path: AbsolutePath, node: InMemoryNode): Named {
  if (node.type !== 'file') return {};
  const gitdir = directoryNamed(tree, gitdirIn(textOf(node)), parentOf(path));
  if (gitdir === undefined) return {};
  const shared = tree.follow(resolvePath(gitdir, 'commondir'));
  const text = shared.kind === 'found' && shared.node.type === 'file' ? textOf(shared.node) : undefined;
  const commonDirectory = directoryNamed(tree, text, gitdir);
  return commonDirectory === undefined ? { gitdir } : { gitdir, commonDirectory };
}

function textOf({ content }: Extract<InMemoryNode, { readonly type: 'file' }>): string {
  return new TextDecoder().decode(content);
}

function directoryNamed(tree: InMemoryTree, text: string | undefined, from: AbsolutePath): AbsolutePath | undefined {
  const place = placeNamed(text, from);
  if (place === undefined) return undefined;
  const there = tree.follow(place);
  return there.kind === 'found' && there.node.type === 'directory' ? there.path : undefined;
}
