import { type AbsolutePath, resolvePath } from '../domain/paths/absolute-path.js';
import type { PathFact } from '../domain/permissions/path-facts.js';
import type { Result } from '../domain/result.js';
import type { FileSystem, FileSystemError } from '../ports/file-system.js';

/** Something to put on the disk before a test; directories above it are created. */
export type ArrangedEntry =
  | { readonly type: 'file'; readonly text: string }
  | { readonly type: 'directory' }
  | { readonly type: 'symlink'; readonly target: string }
  | { readonly type: 'hard-link'; readonly to: AbsolutePath }
  /** A FIFO, socket or device. */
  | { readonly type: 'other' };

/** The file system under test, and a way to set up and look at the same files without it. */
export interface FileSystemSubject {
  readonly fileSystem: FileSystem;
  /** An empty directory in its canonical spelling. */
  readonly root: AbsolutePath;
  /** Another empty directory in its canonical spelling, not below `root`. */
  readonly outside: AbsolutePath;
  readonly arrange: (path: AbsolutePath, entry: ArrangedEntry) => Promise<void>;
  /** The text of a file, links followed; `undefined` when nothing is there. */
  readonly textOf: (path: AbsolutePath) => Promise<string | undefined>;
  readonly cleanUp?: () => Promise<void>;
}

/** Shorthands over a subject; paths are relative to its root. */
export class FileSystemPlace {
  readonly #subject: FileSystemSubject;
  readonly root: AbsolutePath;
  readonly fileSystem: FileSystem;

  constructor(subject: FileSystemSubject) {
    this.#subject = subject;
    this.root = subject.root;
    this.fileSystem = subject.fileSystem;
  }

  at(path: string): AbsolutePath {
    return resolvePath(this.root, path);
  }

  outside(path: string): AbsolutePath {
    return resolvePath(this.#subject.outside, path);
  }

  file(path: AbsolutePath | string, text: string): Promise<void> {
    return this.arrange(path, { type: 'file', text });
  }

  link(path: string, target: string): Promise<void> {
    return this.arrange(path, { type: 'symlink', target });
  }

  arrange(path: AbsolutePath | string, entry: ArrangedEntry): Promise<void> {
    return this.#subject.arrange(this.at(path), entry);
  }

  text(path: AbsolutePath | string): Promise<string | undefined> {
    return this.#subject.textOf(this.at(path));
  }

  async read(path: string, maxBytes = 100): Promise<string> {
    const result = await this.fileSystem.read(this.at(path), { maxBytes });
    return result.ok ? new TextDecoder().decode(result.value) : codeOf(result);
  }

  /** Reads a file below the root in its canonical spelling, without following any link. */
  async readHere(path: string): Promise<string> {
    const { realPath } = await this.fileSystem.inspect(this.root);
    const result = await this.fileSystem.read(resolvePath(realPath, path), { maxBytes: 100, links: 'refuse' });
    return result.ok ? new TextDecoder().decode(result.value) : codeOf(result);
  }

  async list(path: string): Promise<unknown> {
    const result = await this.fileSystem.list(this.at(path));
    return result.ok ? result.value : codeOf(result);
  }

  async write(path: AbsolutePath | string, text: string, within: AbsolutePath = this.root): Promise<string> {
    return codeOf(await this.fileSystem.write(this.at(path), new TextEncoder().encode(text), { within }));
  }

  async remove(path: AbsolutePath | string, within: AbsolutePath = this.root): Promise<string> {
    return codeOf(await this.fileSystem.remove(this.at(path), { within }));
  }

  inspect(path: AbsolutePath | string): Promise<PathFact> {
    return this.fileSystem.inspect(this.at(path));
  }
}

function codeOf(result: Result<unknown, FileSystemError>): string {
  return result.ok ? 'done' : result.error.code;
}
