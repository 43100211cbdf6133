import { err, ok, type Result } from '../result.js';

declare const brand: unique symbol;

/**
 * A lexically normalised absolute path: no `.` or `..` components, no doubled or trailing separators.
 * POSIX paths start with `/`; Windows paths start with a drive (`C:\`) or a share (`\\host\share`). Nothing is said about the disk.
 */
export type AbsolutePath = string & { readonly [brand]: 'AbsolutePath' };

/** The longest path that rules are asked about, in UTF-16 units; no supported system opens a longer one. */
export const maxPathLength = 32_768;

/** Which family of path syntax a path is written in. */
export type PathStyle = 'posix' | 'windows';

/** Why a text is not an absolute path. */
export type AbsolutePathError = { readonly code: 'not-absolute' | 'contains-nul'; readonly text: string };

const windowsRoot = /^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/]+[\\/]+[^\\/]+)/;
const normalShare = /^\\\\[^\\]+\\[^\\]+\\/;
const devicePrefix = /^\\\\[?.]\\(?:UNC\\)?/;

/** The syntax family of an absolute path, read off its first characters. */
export function pathStyleOf(path: AbsolutePath): PathStyle {
  return path.startsWith('/') ? 'posix' : 'windows';
}

/** Parses and lexically normalises an absolute path. `~` and relative paths are refused: see {@link resolvePath}. */
export function parseAbsolutePath(text: string, style: PathStyle = 'posix'): Result<AbsolutePath, AbsolutePathError> {
  if (text.includes('\0')) return err({ code: 'contains-nul', text });
  if (style === 'posix') return text.startsWith('/') ? ok(normalise('/', text)) : err({ code: 'not-absolute', text });
  const plain = stripDevicePrefix(text);
  const root = windowsRoot.exec(plain)?.[0];
  if (root === undefined) return err({ code: 'not-absolute', text });
  return ok(normalise(canonicalWindowsRoot(root), plain.slice(root.length)));
}

/**
 * Resolves `text` against `base`: an absolute text replaces it, a relative one is joined and normalised lexically. On Windows a text that
 * begins with a separator hangs from the root of `base`, and one such as `D:x` from that drive, or from `base` when it lies there.
 */
export function resolvePath(base: AbsolutePath, text: string): AbsolutePath {
  const style = pathStyleOf(base);
  const absolute = parseAbsolutePath(text, style);
  if (absolute.ok) return absolute.value;
  const root = rootOf(base);
  if (style === 'posix') return normalise(root, `${base.slice(root.length)}/${text}`);
  const [, drive, rest = text] = /^([A-Za-z]:)(.*)$/s.exec(text) ?? [];
  if (drive !== undefined && drive.toUpperCase() !== root.slice(0, 2).toUpperCase()) {
    return normalise(canonicalWindowsRoot(`${drive}\\`), rest);
  }
  return normalise(root, /^[\\/]/.test(rest) ? rest : `${base.slice(root.length)}\\${rest}`);
}

/** The file system root that a path hangs from: `/`, `C:\` or `\\host\share\`, in the spelling of the path. */
export function rootOf(path: AbsolutePath): AbsolutePath {
  if (pathStyleOf(path) === 'posix') return '/' as AbsolutePath;
  return (path[1] === ':' ? path.slice(0, 3) : (normalShare.exec(path)?.[0] ?? path)) as AbsolutePath;
}

/** The components below the root, outermost first; empty for the root itself. */
export function componentsOf(path: AbsolutePath): readonly string[] {
  const rest = path.slice(rootOf(path).length);
  return rest === '' ? [] : rest.split(separatorOf(pathStyleOf(path)));
}

/** The containing directory; the root is its own parent. */
export function parentOf(path: AbsolutePath): AbsolutePath {
  const root = rootOf(path);
  const cut = path.lastIndexOf(separatorOf(pathStyleOf(path)));
  return (cut < root.length ? root : path.slice(0, cut)) as AbsolutePath;
}

/** The last component; empty for a root. */
export function nameOf(path: AbsolutePath): string {
  return componentsOf(path).at(-1) ?? '';
}

/** The form in which spellings of one path are equal texts: Windows paths compare without case. For comparing, not for showing. */
export function pathKey(path: AbsolutePath): AbsolutePath {
  return pathStyleOf(path) === 'windows' ? (path.toLowerCase() as AbsolutePath) : path;
}

/** Whether `path` equals `ancestor` or lies below it, compared component by component. Windows paths compare without case. */
export function isWithin(path: AbsolutePath, ancestor: AbsolutePath): boolean {
  const inner = pathKey(path);
  const outer = pathKey(ancestor);
  if (inner === outer) return true;
  const separator = separatorOf(pathStyleOf(ancestor));
  return inner.startsWith(outer.endsWith(separator) ? outer : outer + separator);
}

/** `path` relative to `ancestor`, with `/` between components; `undefined` when it does not lie within; empty when equal. */
export function relativeWithin(path: AbsolutePath, ancestor: AbsolutePath): string | undefined {
  if (!isWithin(path, ancestor)) return undefined;
  return componentsOf(path).slice(componentsOf(ancestor).length).join('/');
}

function normalise(root: string, rest: string): AbsolutePath {
  const posix = root === '/';
  const kept: string[] = [];
  for (const written of rest.split(posix ? '/' : /[\\/]/)) {
    const component = posix ? written : windowsName(written);
    if (component === '' || component === '.') continue;
    if (component === '..') kept.pop();
    else kept.push(component);
  }
  return (root + kept.join(posix ? '/' : '\\')) as AbsolutePath;
}

/**
 * The name that Windows makes of a component: dots and spaces at the end fall off, and what stands behind a colon is a stream of the
 * same file. Left in, they would spell a protected name so that no rule recognises it.
 */
function windowsName(component: string): string {
  if (component === '..') return component;
  const [name = ''] = component.split(':', 1);
  return name.replace(/[. ]+$/, '');
}

function stripDevicePrefix(text: string): string {
  const prefix = devicePrefix.exec(text)?.[0];
  if (prefix === undefined) return text;
  const rest = text.slice(prefix.length);
  return prefix.endsWith('UNC\\') ? `\\\\${rest}` : rest;
}

function canonicalWindowsRoot(root: string): string {
  const text = root.replaceAll('/', '\\');
  if (/^[A-Za-z]:/.test(text)) return `${text.slice(0, 1).toUpperCase()}:\\`;
  return `\\\\${text
    .split('\\')
    .filter((part) => part !== '')
    .join('\\')}\\`;
}

function separatorOf(style: PathStyle): string {
  return style === 'posix' ? '/' : '\\';
}
