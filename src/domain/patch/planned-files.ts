import type { AbsolutePath } from '../paths/absolute-path.js';
import { ancestorsOf } from '../paths/ancestors.js';
import type { FileContent, FileContents } from './file-content.js';
import type { PatchStep } from './patch-plan.js';

/** The files as they will be after the steps planned so far. Different paths that lead to one file share its content. */
export class PlannedFiles {
  readonly #found: FileContents;
  /** Contents after the steps, by real path. */
  readonly #planned = new Map<AbsolutePath, FileContent>();
  /** Links that a step removed: from then on the path stands for itself. */
  readonly #unlinked = new Set<AbsolutePath>();
  /** Directories that a step needed; removing what is in them leaves them there. */
  readonly #directories = new Set<AbsolutePath>();

  constructor(found: FileContents) {
    this.#found = found;
  }

  /** The canonical spelling of a path. */
  identityOf(path: AbsolutePath): AbsolutePath {
    return this.#unlinked.has(path) ? path : (this.#found.get(path)?.realPath ?? path);
  }

  /** Whether the path itself is a symbolic link. */
  isLink(path: AbsolutePath): boolean {
    return !this.#unlinked.has(path) && this.#found.get(path)?.link === true;
  }

  /** What is at a path by now. */
  contentOf(path: AbsolutePath): FileContent {
    if (this.#isBelowUnlinked(path)) return { kind: 'missing' };
    const planned = this.#planned.get(this.identityOf(path));
    if (planned !== undefined) return planned;
    return this.#unlinked.has(path) ? { kind: 'missing' } : (this.#found.get(path) ?? { kind: 'missing' });
  }

  /** Whether a file can be written at a path: at most a file is there, and no file is where a directory above it has to be. */
  canWrite(path: AbsolutePath): boolean {
    // What was found below a link says nothing any more once the link is gone.
    if (this.#isBelowUnlinked(path)) return false;
    if (this.#directories.has(this.identityOf(path)) || this.contentOf(path).kind === 'not-a-file') return false;
    return !ancestorsOf(this.identityOf(path)).some((directory) => this.contentOf(directory).kind === 'text');
  }

  /** Takes over what a step will have done. */
  follow(step: PatchStep): void {
    if (step.kind === 'write') {
      this.#planned.set(this.identityOf(step.path), { kind: 'text', text: step.content });
      for (const directory of ancestorsOf(this.identityOf(step.path))) this.#directories.add(directory);
    } else if (this.isLink(step.path)) {
      this.#unlinked.add(step.path);
    } else {
      this.#planned.set(this.identityOf(step.path), { kind: 'missing' });
    }
  }

  #isBelowUnlinked(path: AbsolutePath): boolean {
    return this.#unlinked.size > 0 && ancestorsOf(path).some((directory) => this.#unlinked.has(directory));
  }
}
