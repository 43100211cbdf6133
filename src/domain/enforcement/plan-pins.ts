import { type AbsolutePath, rootOf } from '../paths/absolute-path.js';
import { ancestorsOf } from '../paths/ancestors.js';
import type { AccessMap } from './access-map.js';

/**
 * The writable directories that lead to protected places. Left movable, one command could rename such a directory and the next one
 * would find the protected content under a name that no rule speaks about.
 */
export function planPins(anchors: readonly AbsolutePath[], access: AccessMap): readonly AbsolutePath[] {
  const pins = new Set<AbsolutePath>();
  for (const anchor of anchors) {
    for (const directory of ancestorsOf(anchor)) {
      if (directory === rootOf(directory) || access.layerAt(directory) !== undefined || pins.has(directory)) break;
      if (access.at(directory) !== 'write') break;
      pins.add(directory);
    }
  }
  return [...pins].sort();
}
