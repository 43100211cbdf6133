import type { AccessMap } from '../../domain/enforcement/access-map.js';
import { type Layer, mountPointOf } from '../../domain/enforcement/collect-layers.js';
import type { Ground } from '../../domain/enforcement/ground.js';
import { type AbsolutePath, componentsOf, isWithin } from '../../domain/paths/absolute-path.js';

/** A part of the disk that is granted, with the places inside it that are not. */
export interface Region {
  readonly root: AbsolutePath;
  /** The outermost places below the root that are not granted. What is granted again inside of them is a region of its own. */
  readonly excluded: readonly AbsolutePath[];
}

/** What a region is a grant of. */
export type Grant = 'read' | 'write';

/** What regions are made from. */
export interface RegionInput {
  readonly ground: Ground;
  readonly layers: readonly Layer[];
  readonly access: AccessMap;
}

/**
 * Divides the disk into regions that are granted. A path is granted exactly when it lies in one of them, so it does not matter in which
 * order they are stated.
 */
export function regionsOf(grant: Grant, { ground, layers, access }: RegionInput): readonly Region[] {
  const withheld = layers.filter((layer) => !grants(layer.access, grant)).map(mountPointOf);
  const granted = layers.filter((layer) => grants(layer.access, grant)).map(mountPointOf);
  const starts = granted.filter((path) => !grants(access.above(path), grant));
  const roots = [...groundRoots(grant, ground), ...starts].filter((root) => access.layerAt(root)?.access !== 'deny');
  return [...new Set(roots)].sort(byDepth).map((root) => ({ root, excluded: outermostBelow(root, withheld) }));
}

function groundRoots(grant: Grant, { base, platformFolders }: Ground): readonly AbsolutePath[] {
  if (base === 'write' || (base === 'read' && grant === 'read')) return ['/' as AbsolutePath];
  return base === 'none' && grant === 'read' ? platformFolders : [];
}

function grants(access: string, grant: Grant): boolean {
  return access === 'write' || (access === 'read' && grant === 'read');
}

function outermostBelow(root: AbsolutePath, places: readonly AbsolutePath[]): readonly AbsolutePath[] {
  const below = places.filter((place) => place !== root && isWithin(place, root));
  return below.filter((place) => !below.some((other) => other !== place && isWithin(place, other))).sort(byDepth);
}

function byDepth(left: AbsolutePath, right: AbsolutePath): number {
  return componentsOf(left).length - componentsOf(right).length || (left < right ? -1 : left > right ? 1 : 0);
}
