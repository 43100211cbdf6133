import { type AbsolutePath, type PathStyle, pathStyleOf, resolvePath } from '../paths/absolute-path.js';

/**
 * Whether a text names something strictly below a directory: one or more components, none of them empty, `.` or `..`, and nothing
 * that could replace the directory when joined to it.
 */
export function isDescendantPath(text: string, style: PathStyle): boolean {
  if (text.includes('\0') || (style === 'windows' && /^[A-Za-z]:/.test(text))) return false;
  const components = text.split(style === 'windows' ? /[\\/]/ : '/');
  return components.every((component) => component !== '' && component !== '.' && component !== '..');
}

/** Puts a relative path or pattern below a root; `undefined` when it would not stay there. */
export function joinBelow(root: AbsolutePath, descendant: string): AbsolutePath | undefined {
  return isDescendantPath(descendant, pathStyleOf(root)) ? resolvePath(root, descendant) : undefined;
}
