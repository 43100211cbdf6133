import { type AbsolutePath, componentsOf, parentOf, resolvePath, rootOf } from '../../domain/paths/absolute-path.js';
import { DirectoryEntries, type DirectoryNode, type InMemoryNode, type NameComparison } from './in-memory-nodes.js';

/** As many links in a row as Linux follows before it takes them for a circle. */
const maxLinks = 40;

/** A node under its canonical path. */
export interface LocatedNode {
  readonly node: InMemoryNode;
  readonly path: AbsolutePath;
}

/** Where a path leads when links are followed. `path` is canonical; in `missing`, what does not exist is appended as written. */
export type Lookup =
  | ({ readonly kind: 'found' } & LocatedNode)
  | { readonly kind: 'missing'; readonly path: AbsolutePath }
  | { readonly kind: 'below-file'; readonly path: AbsolutePath }
  | { readonly kind: 'circular'; readonly path: AbsolutePath };

/** The directories of an in-memory file system, one tree per root. */
export class InMemoryTree {
  readonly #comparison: NameComparison;
  readonly #roots = new Map<AbsolutePath, DirectoryNode>();

  constructor(comparison: NameComparison) {
    this.#comparison = comparison;
  }

  /** The node at a path with every link followed, the last component's too. */
  follow(path: AbsolutePath): Lookup {
    const parent = parentOf(path);
    if (parent === path) return { kind: 'found', node: this.#root(path), path };
    return this.#walk(path, { links: 0 });
  }

  /** The node at a path; links above it are followed, the last component is not. */
  find(path: AbsolutePath): LocatedNode | undefined {
    const parent = parentOf(path);
    const above = this.follow(parent);
    if (parent === path) return above.kind === 'found' ? above : undefined;
    if (above.kind !== 'found' || above.node.type !== 'directory') return undefined;
    return entryOf({ node: above.node, path: above.path }, componentsOf(path).at(-1) ?? '');
  }

  /** The directory at a path, created with its parents where it is missing. `undefined` where something else is in the way. */
  ensureDirectory(path: AbsolutePath): DirectoryNode | undefined {
    const there = this.follow(path);
    if (there.kind === 'found') return there.node.type === 'directory' ? there.node : undefined;
    const parent = there.kind === 'missing' ? this.ensureDirectory(parentOf(there.path)) : undefined;
    return parent === undefined ? undefined : this.createDirectory(parent, componentsOf(there.path).at(-1) ?? '');
  }

  /** Adds an empty directory to a directory. */
  createDirectory(parent: DirectoryNode, name: string): DirectoryNode {
    const created: DirectoryNode = { type: 'directory', entries: new DirectoryEntries(this.#comparison) };
    parent.entries.set(name, created);
    return created;
  }

  /** Every node but the roots, with its path, depth first, each directory sorted. */
  *walk(): Generator<LocatedNode> {
    for (const [path, node] of [...this.#roots].sort()) yield* descend({ path, node });
  }

  #walk(path: AbsolutePath, budget: { links: number }): Lookup {
    let at: LocatedNode = { node: this.#root(rootOf(path)), path: rootOf(path) };
    const components = componentsOf(path);
    for (const [index, name] of components.entries()) {
      if (at.node.type !== 'directory') return { kind: 'below-file', path: join(at.path, components.slice(index)) };
      const next = entryOf({ node: at.node, path: at.path }, name);
      if (next === undefined) return { kind: 'missing', path: join(at.path, components.slice(index)) };
      const target =
        next.node.type === 'symlink' ? this.#followLink(next, budget) : ({ kind: 'found', ...next } as const);
      if (target.kind !== 'found') return { kind: target.kind, path: join(target.path, components.slice(index + 1)) };
      at = target;
    }
    return { kind: 'found', ...at };
  }

  #followLink(link: LocatedNode, budget: { links: number }): Lookup {
    budget.links += 1;
    if (budget.links > maxLinks || link.node.type !== 'symlink') return { kind: 'circular', path: link.path };
    return this.#walk(resolvePath(parentOf(link.path), link.node.target), budget);
  }

  #root(path: AbsolutePath): DirectoryNode {
    const known = this.#roots.get(path);
    if (known !== undefined) return known;
    const root: DirectoryNode = { type: 'directory', entries: new DirectoryEntries(this.#comparison) };
    this.#roots.set(path, root);
    return root;
  }
}

function entryOf(directory: { readonly node: DirectoryNode; readonly path: AbsolutePath }, name: string) {
  const entry = directory.node.entries.get(name);
  return entry === undefined ? undefined : { node: entry.node, path: resolvePath(directory.path, entry.name) };
}

function join(path: AbsolutePath, components: readonly string[]): AbsolutePath {
  return components.length === 0 ? path : resolvePath(path, components.join('/'));
}

function* descend(at: LocatedNode): Generator<LocatedNode> {
  if (at.node.type !== 'directory') return;
  for (const { name, node } of at.node.entries.list()) {
    const inner = { node, path: resolvePath(at.path, name) };
    yield inner;
    yield* descend(inner);
  }
}
