import type { FileSystemEntry } from '../../../src/domain/permissions/file-system-policy.js';
import type { PermissionContext } from '../../../src/domain/permissions/permission-context.js';

/**
 * The access rules a second time, as plainly as they can be put: every question looks at every entry, paths are lists of names, and
 * patterns are regular expressions. For POSIX paths only.
 */
export interface NaiveAccess {
  readonly mode: 'read' | 'write' | 'deny';
  readonly canWrite: boolean;
}

interface Place {
  readonly names: readonly string[];
  readonly access: FileSystemEntry['access'];
}

export function naiveAccess(
  entries: readonly FileSystemEntry[],
  path: string,
  context: PermissionContext,
): NaiveAccess {
  const places = entries.flatMap((entry) => placesOf(entry, context));
  const target = namesOf(path);
  const mode = matchesPattern(entries, target, context) ? 'deny' : modeOf(places, target);
  return { mode, canWrite: mode === 'write' && (writesAll(entries) || !isMetadata(places, target)) };
}

function modeOf(places: readonly Place[], target: readonly string[]): NaiveAccess['mode'] {
  const above = places.filter((place) => startsWith(target, place.names));
  const longest = Math.max(...above.map((place) => place.names.length));
  const modes = above.filter((place) => place.names.length === longest).map((place) => place.access);
  if (modes.length === 0 || modes.includes('deny')) return 'deny';
  return modes.includes('write') ? 'write' : 'read';
}

function isMetadata(places: readonly Place[], target: readonly string[]): boolean {
  const writable = places.filter((place) => place.access === 'write').map((place) => place.names);
  return writable.some((outer) => {
    const name = target[outer.length];
    if (!startsWith(target, outer) || name === undefined) return false;
    if (!['.git', '.agents', '.codex', '.aws'].includes(name)) return false;
    const metadata = [...outer, name];
    return !writable.some((inner) => startsWith(target, inner) && startsWith(inner, metadata));
  });
}

/** Whether `:root` is writable and nothing is taken back; only for entries without `:minimal`. */
function writesAll(entries: readonly FileSystemEntry[]): boolean {
  const isRoot = (entry: FileSystemEntry): boolean =>
    entry.path.kind === 'special' && entry.path.special.kind === 'root';
  const isUnknown = ({ path }: FileSystemEntry): boolean => path.kind === 'special' && path.special.kind === 'unknown';
  if (!entries.some((entry) => isRoot(entry) && entry.access === 'write')) return false;
  const target = ({ path }: FileSystemEntry): string => {
    if (path.kind === 'path' && path.path === '/')
      return JSON.stringify({ kind: 'special', special: { kind: 'root' } });
    if (path.kind === 'path' && path.path === '/tmp') {
      return JSON.stringify({ kind: 'special', special: { kind: 'slash-tmp' } });
    }
    return JSON.stringify(path);
  };
  const writable = entries.filter(({ access }) => access === 'write').map(target);
  return entries.every((entry) => {
    if (entry.access === 'write' || isUnknown(entry)) return true;
    if (entry.access === 'deny' || entry.path.kind === 'glob' || entry.path.kind === 'workspace-glob') return false;
    return writable.includes(target(entry)) || isRoot(entry);
  });
}

function placesOf({ path, access }: FileSystemEntry, context: PermissionContext): readonly Place[] {
  if (path.kind === 'path') return [{ names: namesOf(path.path), access }];
  if (path.kind !== 'special') return [];
  const { special } = path;
  if (special.kind === 'root') return [{ names: [], access }];
  if (special.kind === 'tmpdir' && context.tmpdir !== undefined) return [{ names: namesOf(context.tmpdir), access }];
  if (special.kind === 'slash-tmp' && context.slashTmp !== undefined) {
    return [{ names: namesOf(context.slashTmp), access }];
  }
  if (special.kind !== 'workspace-roots') return [];
  return context.workspaceRoots.map((root) => ({
    names: [...namesOf(root), ...namesOf(special.subpath ?? '')],
    access,
  }));
}

function matchesPattern(
  entries: readonly FileSystemEntry[],
  target: readonly string[],
  context: PermissionContext,
): boolean {
  const patterns = entries.flatMap(({ path, access }) => {
    if (access !== 'deny') return [];
    if (path.kind === 'glob') return [path.pattern];
    return path.kind === 'workspace-glob' ? context.workspaceRoots.map((root) => `${root}/${path.pattern}`) : [];
  });
  return target.length > 0 && patterns.some((pattern) => toRegExp(pattern).test(`/${target.join('/')}`));
}

/** A pattern of letters, `*` and `**`, matching a path or a directory above it. */
function toRegExp(pattern: string): RegExp {
  const names = namesOf(pattern);
  const parts = names.map((name, index) => {
    if (name === '**') return index === names.length - 1 ? '(?:/[^/]+)+' : '(?:/[^/]+)*';
    return `/${name.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}`;
  });
  return new RegExp(`^${parts.join('')}(?:/.*)?$`);
}

function startsWith(names: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((name, index) => names[index] === name);
}

function namesOf(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}
