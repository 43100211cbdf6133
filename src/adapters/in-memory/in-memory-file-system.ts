import { type AbsolutePath, nameOf, parentOf, parseAbsolutePath } from '../../domain/paths/absolute-path.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import { err, ok, type Result } from '../../domain/result.js';
import type {
  DirectoryEntry,
  FileSystem,
  FileSystemError,
  FileSystemErrorCode,
  ReadOptions,
  WriteOptions,
} from '../../ports/file-system.js';
import { describeInMemoryPath } from './describe-in-memory-path.js';
import type { FileAccess, InMemoryNode, NameComparison } from './in-memory-nodes.js';
import { InMemoryTree } from './in-memory-tree.js';
import { locateForChange } from './locate-for-change.js';

/** What an in-memory file system is filled with: the text or the bytes of a file, or something else. */
export type InMemoryEntry =
  | string
  | Uint8Array
  | { readonly type: 'file'; readonly content: string | Uint8Array; readonly access: FileAccess }
  | { readonly type: 'directory' }
  | { readonly type: 'symlink'; readonly target: string }
  /** A second name of a file that was placed before. */
  | { readonly type: 'hard-link'; readonly to: string }
  /** A device, FIFO or socket. */
  | { readonly type: 'other' };

/** The methods of the port that can be made to fail. */
export type FailingOperation = 'read' | 'list' | 'write' | 'remove';

/** A file system that exists in memory only: for tests, and for hosts whose files are not on a disk. Starts with empty roots. */
export class InMemoryFileSystem implements FileSystem {
  readonly #tree: InMemoryTree;
  readonly #faults = new Map<string, FileSystemErrorCode>();

  /**
   * @param entries by absolute path, in POSIX or Windows syntax; missing directories are created.
   * @param options.names `exact` by default.
   */
  constructor(
    entries: Readonly<Record<string, InMemoryEntry>> = {},
    options: { readonly names?: NameComparison } = {},
  ) {
    this.#tree = new InMemoryTree(options.names ?? 'exact');
    for (const [path, entry] of Object.entries(entries)) this.place(path, entry);
  }

  /** Puts something at a path, whatever is there now. @throws Error when a file is where a directory has to be. */
  place(path: string, entry: InMemoryEntry): void {
    const absolute = toAbsolute(path);
    if (typeof entry === 'object' && 'type' in entry && entry.type === 'directory') {
      if (this.#tree.ensureDirectory(absolute) === undefined) throw new Error(`\`${path}\` cannot be a directory`);
      return;
    }
    const parent = this.#tree.ensureDirectory(parentOf(absolute));
    if (parent === undefined) throw new Error(`\`${path}\` cannot be placed: a file is where a directory has to be`);
    parent.entries.set(nameOf(absolute), this.#toNode(entry));
  }

  /** The text of a file, links followed; `undefined` when there is no file. Reading it never fails. */
  text(path: string): string | undefined {
    const found = this.#tree.follow(toAbsolute(path));
    return found.kind === 'found' && found.node.type === 'file'
      ? new TextDecoder().decode(found.node.content)
      : undefined;
  }

  /** Everything there is, for comparing as a whole: files as text, links as `-> target`, `<empty directory>`, `<other>`. */
  snapshot(): Readonly<Record<string, string>> {
    const described = [...this.#tree.walk()].map(({ path, node }): [string, string | undefined] => [path, show(node)]);
    return Object.fromEntries(described.filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  /** Makes an operation on a path fail from now on. */
  fail(operation: FailingOperation, path: string, code: FileSystemErrorCode): void {
    this.#faults.set(`${operation} ${toAbsolute(path)}`, code);
  }

  async inspect(path: AbsolutePath): Promise<PathFact> {
    return describeInMemoryPath(this.#tree, path);
  }

  async read(path: AbsolutePath, options: ReadOptions): Promise<Result<Uint8Array, FileSystemError>> {
    const passesLinks = describeInMemoryPath(this.#tree, path).symlinks.length > 0;
    if (options.links === 'refuse' && passesLinks) return failure('outside', path);
    const found = this.#lookUp('read', path);
    if (!found.ok) return found;
    const node = found.value;
    if (node.type !== 'file') return failure('not-a-file', path);
    if (node.access === 'none') return failure('permission-denied', path);
    if (node.content.length > options.maxBytes) return failure('too-large', path);
    return ok(node.content.slice());
  }

  async list(path: AbsolutePath): Promise<Result<readonly DirectoryEntry[], FileSystemError>> {
    const found = this.#lookUp('list', path);
    if (!found.ok) return found;
    if (found.value.type !== 'directory') return failure('not-a-directory', path);
    return ok(found.value.entries.list().map(({ name, node }) => ({ name, type: node.type })));
  }

  async write(path: AbsolutePath, content: Uint8Array, options: WriteOptions): Promise<Result<void, FileSystemError>> {
    const fault = this.#faults.get(`write ${path}`);
    if (fault !== undefined) return failure(fault, path);
    if (await this.#isLinkedGrant(options)) return failure('outside', path);
    const place = locateForChange(this.#tree, { path, within: options.within, missing: 'create', link: 'follow' });
    if (!place.ok) return failure(place.error, path);
    const there = place.value.directory.entries.get(place.value.name)?.node;
    if (there === undefined) {
      place.value.directory.entries.set(place.value.name, newFile(content));
      return ok(undefined);
    }
    if (there.type !== 'file') return failure('not-a-file', path);
    if (there.access !== 'read-write') return failure('permission-denied', path);
    there.content = content.slice();
    return ok(undefined);
  }

  async remove(path: AbsolutePath, options: WriteOptions): Promise<Result<void, FileSystemError>> {
    const fault = this.#faults.get(`remove ${path}`);
    if (fault !== undefined) return failure(fault, path);
    if (await this.#isLinkedGrant(options)) return failure('outside', path);
    const place = locateForChange(this.#tree, { path, within: options.within, missing: 'refuse', link: 'keep' });
    if (!place.ok) return failure(place.error, path);
    const there = place.value.directory.entries.get(place.value.name)?.node;
    if (there === undefined) return failure('not-found', path);
    if (there.type === 'directory') return failure('not-a-file', path);
    place.value.directory.entries.delete(place.value.name);
    return ok(undefined);
  }

  async #isLinkedGrant({ within, links }: WriteOptions): Promise<boolean> {
    return links === 'refuse' && (await this.inspect(within)).realPath !== within;
  }

  #lookUp(operation: FailingOperation, path: AbsolutePath): Result<InMemoryNode, FileSystemError> {
    const fault = this.#faults.get(`${operation} ${path}`);
    if (fault !== undefined) return failure(fault, path);
    const found = this.#tree.follow(path);
    if (found.kind === 'found') return ok(found.node);
    if (found.kind === 'circular') return failure('io', path);
    return failure(found.kind === 'missing' ? 'not-found' : 'not-a-directory', path);
  }

  #toNode(entry: Exclude<InMemoryEntry, { type: 'directory' }>): InMemoryNode {
    if (typeof entry === 'string' || entry instanceof Uint8Array) return newFile(toBytes(entry));
    if (entry.type === 'file') return { ...newFile(toBytes(entry.content)), access: entry.access };
    if (entry.type !== 'hard-link') return entry;
    const target = this.#tree.find(toAbsolute(entry.to));
    if (target?.node.type !== 'file') throw new Error(`\`${entry.to}\` is no file that a hard link could lead to`);
    return target.node;
  }
}

function newFile(content: Uint8Array): Extract<InMemoryNode, { type: 'file' }> {
  return { type: 'file', content: content.slice(), access: 'read-write' };
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function toAbsolute(path: string): AbsolutePath {
  const parsed = parseAbsolutePath(path, path.startsWith('/') ? 'posix' : 'windows');
  if (!parsed.ok) throw new Error(`\`${path}\` is not an absolute path`);
  return parsed.value;
}

function show(node: InMemoryNode): string | undefined {
  switch (node.type) {
    case 'file':
      return new TextDecoder().decode(node.content);
    case 'symlink':
      return `-> ${node.target}`;
    case 'other':
      return '<other>';
    case 'directory':
      return node.entries.list().length === 0 ? '<empty directory>' : undefined;
  }
}

function failure(code: FileSystemErrorCode, path: AbsolutePath): Result<never, FileSystemError> {
  return err({ code, path, message: `\`${path}\`: ${code.replaceAll('-', ' ')}` });
}
