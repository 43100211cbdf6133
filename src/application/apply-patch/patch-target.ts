import {
  type AbsolutePath,
  isWithin,
  nameOf,
  parentOf,
  relativeWithin,
  resolvePath,
  rootOf,
} from '../../domain/paths/absolute-path.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import type { FileSystem } from '../../ports/file-system.js';
import { isRepositoryPart } from './repository-part.js';
import type { AuthorizeWrite, WriteRefusal } from './write-permission.js';

/** Where a step of a patch really takes place. No component of `path` below `within` is a symbolic link, as far as is known. */
export interface PatchTarget {
  readonly path: AbsolutePath;
  readonly within: AbsolutePath;
  /** Present when the permissions do not allow it; `within` is then the root of the file system. */
  readonly refusal?: WriteRefusal;
}

/** Finds out where paths of a patch lead, and whether both the path and the place it leads to may be changed. */
export class PatchTargets {
  readonly #fileSystem: FileSystem;
  readonly #authorize: AuthorizeWrite;
  readonly #facts = new Map<AbsolutePath, Promise<PathFact>>();
  readonly #contents = new Map<AbsolutePath, PatchTarget>();

  constructor(fileSystem: FileSystem, authorize: AuthorizeWrite) {
    this.#fileSystem = fileSystem;
    this.#authorize = authorize;
  }

  /** What is at a path; looked up once. */
  inspect(path: AbsolutePath): Promise<PathFact> {
    const known = this.#facts.get(path);
    if (known !== undefined) return known;
    const fact = this.#fileSystem.inspect(path);
    this.#facts.set(path, fact);
    return fact;
  }

  /** Where the content of a path is: links are followed, the last component's too. */
  async ofContent(path: AbsolutePath): Promise<PatchTarget> {
    const known = this.#contents.get(path);
    if (known !== undefined) return known;
    const target = await this.#judge(path, await this.inspect(path));
    this.#contents.set(path, target);
    return target;
  }

  /** Where the name itself is: links above it are followed, the last component is not. */
  async ofName(path: AbsolutePath): Promise<PatchTarget> {
    const { symlinks } = await this.inspect(path);
    const above = symlinks.filter((link) => link !== path);
    if (above.length === 0) return this.#judge(path, { realPath: path, symlinks: above });
    const parent = await this.inspect(parentOf(path));
    return this.#judge(path, { realPath: resolvePath(parent.realPath, nameOf(path)), symlinks: above });
  }

  async #judge(path: AbsolutePath, fact: Pick<PathFact, 'realPath' | 'symlinks'>): Promise<PatchTarget> {
    const permission = this.#authorize(path);
    if (permission.kind === 'refused') return refused(fact.realPath, permission.reason);
    const { within } = permission;
    const crossed = fact.symlinks.some((link) => link !== within && isWithin(link, within));
    if (!crossed && path !== within) return this.#guard({ path, within });
    const place = await this.#respell(fact.realPath, within);
    const there = this.#authorize(place);
    if (there.kind === 'refused') return refused(fact.realPath, there.reason);
    return this.#guard({ path: place, within: there.within });
  }

  async #guard(target: PatchTarget): Promise<PatchTarget> {
    const isPart = await isRepositoryPart(target.path, target.within, (path) => this.inspect(path));
    return isPart ? refused(target.path, 'outside') : target;
  }

  /** A canonical path in the words of the grant: a granted directory may itself be spelled through links. */
  async #respell(realPath: AbsolutePath, within: AbsolutePath): Promise<AbsolutePath> {
    const grant = await this.inspect(within);
    const inside = relativeWithin(realPath, grant.realPath);
    return inside === undefined ? realPath : resolvePath(within, inside);
  }
}

function refused(realPath: AbsolutePath, refusal: WriteRefusal): PatchTarget {
  return { path: realPath, within: rootOf(realPath), refusal };
}
