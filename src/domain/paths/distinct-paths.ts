import { type AbsolutePath, pathKey } from './absolute-path.js';

/** Paths without repetitions; of equal ones the first spelling stays. */
export function distinctPaths(paths: readonly AbsolutePath[]): readonly AbsolutePath[] {
  const byKey = new Map<AbsolutePath, AbsolutePath>();
  for (const path of paths) if (!byKey.has(pathKey(path))) byKey.set(pathKey(path), path);
  return [...byKey.values()];
}
