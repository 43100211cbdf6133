import { type AbsolutePath, isWithin } from '../paths/absolute-path.js';
import { ancestorsOf, selfAndAncestors } from '../paths/ancestors.js';
import { type Layer, mountPointOf } from './collect-layers.js';
import type { BaseAccess, Ground } from './ground.js';

/** What a command may do at a place; `none` means that the place does not exist for it. */
export type EffectiveAccess = BaseAccess | 'deny';

/** Answers which layer covers a place: the innermost one that contains it. */
export class AccessMap {
  readonly #ground: Ground;
  readonly #byPath: ReadonlyMap<AbsolutePath, Layer>;

  constructor(ground: Ground, layers: readonly Layer[]) {
    this.#ground = ground;
    this.#byPath = new Map(layers.map((layer) => [mountPointOf(layer), layer]));
  }

  /** The access at a canonical path. */
  at(path: AbsolutePath): EffectiveAccess {
    return this.#innermost(selfAndAncestors(path)) ?? this.#onGround(path);
  }

  /** The access that a path would have without the layer of its own; a folder of the system is on the ground, and counts. */
  above(path: AbsolutePath): EffectiveAccess {
    return this.#innermost(ancestorsOf(path)) ?? this.#onGround(path);
  }

  /** The layer mounted exactly at a canonical path. */
  layerAt(path: AbsolutePath): Layer | undefined {
    return this.#byPath.get(path);
  }

  #onGround(path: AbsolutePath): BaseAccess {
    const { base, platformFolders } = this.#ground;
    if (base !== 'none') return base;
    return platformFolders.some((folder) => isWithin(path, folder)) ? 'read' : 'none';
  }

  #innermost(path: readonly AbsolutePath[]): Layer['access'] | undefined {
    for (const candidate of path) {
      const layer = this.#byPath.get(candidate);
      if (layer !== undefined) return layer.access;
    }
    return undefined;
  }
}
