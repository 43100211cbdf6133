import { type AbsolutePath, parentOf } from './absolute-path.js';

/** The path and the directories that contain it, innermost first, the root last. */
export function selfAndAncestors(path: AbsolutePath): readonly AbsolutePath[] {
  return [path, ...ancestorsOf(path)];
}

/** The directories that contain a path, innermost first, the root last; none for a root. */
export function ancestorsOf(path: AbsolutePath): readonly AbsolutePath[] {
  const ancestors: AbsolutePath[] = [];
  for (let inner = path, outer = parentOf(path); outer !== inner; inner = outer, outer = parentOf(outer)) {
    ancestors.push(outer);
  }
  return ancestors;
}
