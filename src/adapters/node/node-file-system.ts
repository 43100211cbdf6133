import { readdirSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import { err, ok, type Result } from '../../domain/result.js';
import type {
  DirectoryEntry,
  FileSystem,
  FileSystemError,
  ReadOptions,
  WriteOptions,
} from '../../ports/file-system.js';
import type { ConfinedFiles } from './confined-files.js';
import { descriptorFiles } from './descriptor-files.js';
import { toFileSystemError } from './file-failure.js';
import { inspectPath, type PathInspector } from './inspect-path.js';
import { monotonicMs } from './monotonic-ms.js';
import { pathFiles } from './path-files.js';

/** How long the event loop may be kept busy before others get their turn. */
const sliceMs = 8;

/** How links are kept from redirecting a change: by open descriptors (Linux), or by looking before and after (elsewhere). */
export type LinkGuard = 'descriptors' | 'paths';

/**
 * The files of this machine. Operations are synchronous in short slices, which is several times faster for many small files than
 * a thread pool; between slices the event loop runs.
 */
export class NodeFileSystem implements FileSystem {
  readonly #chosenGuard: LinkGuard | undefined;
  #guard: LinkGuard | undefined;
  #glance: PathInspector | undefined;
  #busyMs = 0;

  /** @param options.linkGuard `descriptors` by default where `/proc/self/fd` exists, `paths` elsewhere. */
  constructor(options: { readonly linkGuard?: LinkGuard } = {}) {
    this.#chosenGuard = options.linkGuard;
  }

  inspect(path: AbsolutePath): Promise<PathFact> {
    return this.#inSlice(() => inspectPath(path, this.#inspector()));
  }

  read(path: AbsolutePath, options: ReadOptions): Promise<Result<Uint8Array, FileSystemError>> {
    return this.#attempt(path, () => this.#files().read(path, options));
  }

  list(path: AbsolutePath): Promise<Result<readonly DirectoryEntry[], FileSystemError>> {
    return this.#attempt(path, () => listDirectory(path));
  }

  write(path: AbsolutePath, content: Uint8Array, options: WriteOptions): Promise<Result<void, FileSystemError>> {
    return this.#attempt(path, () => this.#files().write(path, content, options));
  }

  remove(path: AbsolutePath, options: WriteOptions): Promise<Result<void, FileSystemError>> {
    return this.#attempt(path, () => this.#files().remove(path, options));
  }

  #attempt<T>(path: AbsolutePath, operate: () => T): Promise<Result<T, FileSystemError>> {
    return this.#inSlice(() => {
      try {
        return ok(operate());
      } catch (thrown) {
        return err(toFileSystemError(thrown, path));
      }
    });
  }

  async #inSlice<T>(operate: () => T): Promise<T> {
    if (this.#busyMs > sliceMs) {
      this.#busyMs = 0;
      await setImmediate();
    }
    const started = monotonicMs();
    try {
      return operate();
    } finally {
      this.#busyMs += monotonicMs() - started;
    }
  }

  /** Paths that are asked about in one go share what was seen on the way to them; after that, anything may have changed. */
  #inspector(): PathInspector {
    if (this.#glance === undefined) {
      this.#glance = { files: this.#files(), lookUp: this.#linkGuard(), plain: new Set() };
      queueMicrotask(() => {
        this.#glance = undefined;
      });
    }
    return this.#glance;
  }

  #files(): ConfinedFiles {
    return this.#linkGuard() === 'descriptors' ? descriptorFiles : pathFiles;
  }

  #linkGuard(): LinkGuard {
    this.#guard ??= this.#chosenGuard ?? (hasDescriptorPaths() ? 'descriptors' : 'paths');
    return this.#guard;
  }
}

function hasDescriptorPaths(): boolean {
  return statSync('/proc/self/fd', { throwIfNoEntry: false })?.isDirectory() === true;
}

function listDirectory(path: AbsolutePath): readonly DirectoryEntry[] {
  const entries = readdirSync(path, { withFileTypes: true }).map((entry): DirectoryEntry => {
    if (entry.isFile()) return { name: entry.name, type: 'file' };
    if (entry.isDirectory()) return { name: entry.name, type: 'directory' };
    return { name: entry.name, type: entry.isSymbolicLink() ? 'symlink' : 'other' };
  });
  return entries.sort((left, right) => (left.name < right.name ? -1 : 1));
}
