import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { ancestorsOf, selfAndAncestors } from '../../domain/paths/ancestors.js';
import { type Layer, mountPointOf } from './collect-layers.js';

/** What a command may do at a place; `none` means that the place does not exist for it. */
export type EffectiveAccess = 'none' | 'read' | 'write' | 'deny';

/** What the whole file system gives where no layer speaks. */
export type BaseAccess = Exclude<EffectiveAccess, 'deny'>;

/** Answers which layer covers a place: the innermost one that contains it. */
export class AccessMap {
  readonly #base: BaseAccess;
  readonly #byPath: ReadonlyMap<AbsolutePath, Layer>;

  constructor(base: BaseAccess, layers: readonly Layer[]) {
    this.#base = base;
    this.#byPath = new Map(layers.map((layer) => [mountPointOf(layer), layer]));
  }

  /** The access at a canonical path. */
  at(path: AbsolutePath): EffectiveAccess {
    return this.#innermost(selfAndAncestors(path));
  }

  /** The access that a path would have without the layer of its own. */
  above(path: AbsolutePath): EffectiveAccess {
    return this.#innermost(ancestorsOf(path));
  }

  /** The layer mounted exactly at a canonical path. */
  layerAt(path: AbsolutePath): Layer | undefined {
    return this.#byPath.get(path);
  }

  #innermost(path: readonly AbsolutePath[]): EffectiveAccess {
    for (const candidate of path) {
      const layer = this.#byPath.get(candidate);
      if (layer !== undefined) return layer.access;
    }
    return this.#base;
  }
}
