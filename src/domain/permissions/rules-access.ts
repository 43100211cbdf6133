import { type AbsolutePath, componentsOf, isWithin, pathKey, relativeWithin } from '../paths/absolute-path.js';
import type { FileSystemRules, WritableRoot } from './file-system-rules.js';

/**
 * Whether resolved rules let a path be written, as a sandbox that applies them does: the deepest root that contains the path decides,
 * because roots are applied from shallow to deep. Patterns are left aside, and no link is followed.
 */
export function canWriteUnder({ writableRoots }: Pick<FileSystemRules, 'writableRoots'>, path: AbsolutePath): boolean {
  if (writableRoots === 'all') return true;
  const containing = writableRoots.filter(({ root }) => isWithin(path, root));
  const depth = ({ root }: WritableRoot): number => componentsOf(root).length;
  const [deepest] = containing.toSorted((a, b) => depth(b) - depth(a));
  return deepest !== undefined && isWritableBelow(deepest, path);
}

/** Whether a path may be written as far as one root is concerned. */
export function isWritableBelow(root: WritableRoot, path: AbsolutePath): boolean {
  if (!isWithin(path, root.root)) return false;
  if (root.readOnlySubpaths.some((subpath) => isWithin(path, subpath.path))) return false;
  const first = relativeWithin(pathKey(path), pathKey(root.root))?.split('/')[0] ?? '';
  return !root.protectedNames.includes(first);
}
