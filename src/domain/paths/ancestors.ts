import { type AbsolutePath, pathStyleOf, rootOf } from './absolute-path.js';

/** The path and the directories that contain it, innermost first, the root last. */
export function selfAndAncestors(path: AbsolutePath): readonly AbsolutePath[] {
  const root = rootOf(path);
  if (path === root) return [path];
  const separator = pathStyleOf(path) === 'posix' ? '/' : '\\';
  const chain = [path];
  for (let end = path.lastIndexOf(separator); end >= root.length; end = path.lastIndexOf(separator, end - 1)) {
    chain.push(path.slice(0, end) as AbsolutePath);
  }
  chain.push(root);
  return chain;
}

/** The directories that contain a path, innermost first, the root last; none for a root. */
export function ancestorsOf(path: AbsolutePath): readonly AbsolutePath[] {
  return selfAndAncestors(path).slice(1);
}
