/** A regular file; hard links share one node. */
export interface FileNode {
  readonly type: 'file';
  content: Uint8Array;
  readonly access: FileAccess;
}

/** What the owner of the process may do with a file. */
export type FileAccess = 'read-write' | 'read-only' | 'none';

/** A directory. */
export interface DirectoryNode {
  readonly type: 'directory';
  readonly entries: DirectoryEntries;
}

/** A symbolic link, with its target as written. */
export interface LinkNode {
  readonly type: 'symlink';
  readonly target: string;
}

/** A device, FIFO or socket. */
export interface OtherNode {
  readonly type: 'other';
}

/** Anything that a directory can hold. */
export type InMemoryNode = FileNode | DirectoryNode | LinkNode | OtherNode;

/** How names are told apart: as on Linux, or as macOS and Windows do by default. */
export type NameComparison = 'exact' | 'ignore-case';

/** The names in a directory; a name keeps the spelling it was created with. */
export class DirectoryEntries {
  readonly #comparison: NameComparison;
  readonly #byKey = new Map<string, { readonly name: string; readonly node: InMemoryNode }>();

  constructor(comparison: NameComparison) {
    this.#comparison = comparison;
  }

  get(name: string): { readonly name: string; readonly node: InMemoryNode } | undefined {
    return this.#byKey.get(this.#key(name));
  }

  set(name: string, node: InMemoryNode): void {
    this.#byKey.set(this.#key(name), { name: this.get(name)?.name ?? name, node });
  }

  delete(name: string): void {
    this.#byKey.delete(this.#key(name));
  }

  /** Sorted by code unit. */
  list(): readonly { readonly name: string; readonly node: InMemoryNode }[] {
    return [...this.#byKey.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  #key(name: string): string {
    return this.#comparison === 'exact' ? name : name.toLowerCase();
  }
}
