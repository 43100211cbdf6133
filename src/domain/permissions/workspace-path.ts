import { type AbsolutePath, type PathStyle, pathStyleOf } from '../paths/absolute-path.js';

/** An empty component, `.` or `..`. */
const abnormalComponent = /(?:^|\/)\.{0,2}(?:\/|$)/;

/**
 * Whether a text names something strictly below a directory: one or more components, none of them empty, `.` or `..`, and nothing
 * that could replace the directory when joined to it.
 */
export function isDescendantPath(text: string, style: PathStyle): boolean {
  if (text.includes('\0') || (style === 'windows' && /^[A-Za-z]:/.test(text))) return false;
  return !abnormalComponent.test(style === 'windows' ? text.replaceAll('\\', '/') : text);
}

/** Puts a relative path or pattern below a root, with the separators of the root; `undefined` when it would not stay there. */
export function joinBelow(root: AbsolutePath, descendant: string): AbsolutePath | undefined {
  const style = pathStyleOf(root);
  if (!isDescendantPath(descendant, style)) return undefined;
  const separator = style === 'windows' ? '\\' : '/';
  const tail = style === 'windows' ? descendant.replaceAll('/', separator) : descendant;
  return `${root}${root.endsWith(separator) ? '' : separator}${tail}` as AbsolutePath;
}
