import {
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import {
  type AbsolutePath,
  nameOf,
  parentOf,
  parseAbsolutePath,
  pathStyleOf,
  resolvePath,
} from '../../domain/paths/absolute-path.js';
import { ancestorsOf, selfAndAncestors } from '../../domain/paths/ancestors.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import type { ConfinedFiles } from './confined-files.js';
import { O_PATH, withDescriptor } from './file-descriptor.js';
import { FileFailure, systemCodeOf } from './file-failure.js';
import { maxLinks } from './link-target.js';
import { repositoryNamedIn } from './repository-pointer.js';

/** In a directory of this size there are few names: listing them takes less than opening it for one. */
const smallDirectoryBytes = 4096;

/** How paths are looked up: see {@link ConfinedFiles}. */
export interface PathInspector {
  readonly files: ConfinedFiles;
  /** `descriptors` needs `/proc/self/fd`. */
  readonly lookUp: 'descriptors' | 'paths';
  /** Directories that were seen to lie where their paths say, by descriptors and a moment ago; what is found is added. */
  readonly plain: Set<AbsolutePath>;
}

/** The facts about a path. What cannot be looked at counts as missing. */
export function inspectPath(path: AbsolutePath, inspector: PathInspector): PathFact {
  const below = inspector.plain.has(parentOf(path)) ? lookBelowPlain(path) : undefined;
  if (below === 'missing') return { type: 'missing', realPath: path, symlinks: [], firstMissing: path };
  // What is missing is told before anything is opened, because a failure costs several times what looking does.
  const found = below ?? (isMissing(path) ? undefined : unlessFailed(() => lookUpWith(inspector, path)));
  if (found === undefined) return describePlainMissing(path, inspector) ?? describeMissing(path);
  return describeFound(path, found, inspector);
}

function describeFound(path: AbsolutePath, { stats, realPath }: FoundPath, inspector: PathInspector): PathFact {
  const symlinks = realPath === path ? [] : symlinksOf(path);
  if (stats.isDirectory()) return { type: 'directory', realPath, symlinks, ...emptiness(path, stats) };
  if (!stats.isFile()) return { type: 'other', realPath, symlinks };
  const named = nameOf(path).toLowerCase() === '.git' ? repositoryNamedIn(realPath, inspector.files) : {};
  return { type: 'file', realPath, symlinks, empty: stats.size === 0, ...named };
}

/** Below a directory that lies where its path says, one look tells everything, unless it falls on a link. */
function lookBelowPlain(path: AbsolutePath): FoundPath | 'missing' | undefined {
  return unlessFailed(() => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    return stats.isSymbolicLink() ? undefined : { stats, realPath: path };
  });
}

interface FoundPath {
  readonly stats: Stats;
  readonly realPath: AbsolutePath;
}

function lookUpWith(inspector: PathInspector, path: AbsolutePath): FoundPath {
  if (inspector.lookUp === 'paths') return lookUp(path);
  const found = openPlace(path);
  if (found.realPath === path && found.stats.isDirectory()) inspector.plain.add(path);
  return found;
}

function openPlace(path: AbsolutePath): FoundPath {
  const found = withDescriptor(openSync(path, O_PATH), (place) => ({
    stats: fstatSync(place),
    realPath: readlinkSync(`/proc/self/fd/${place}`),
  }));
  // Anything but the path itself may be a note of the kernel, such as that the file was deleted: ask by name.
  return found.realPath === path ? { stats: found.stats, realPath: path } : lookUp(path);
}

function lookUp(path: AbsolutePath): FoundPath {
  return { stats: statSync(path), realPath: toAbsolute(realpathSync.native(path), path) };
}

/** The facts about a missing path above which there are no links: found with few looks. */
function describePlainMissing(path: AbsolutePath, inspector: PathInspector): PathFact | undefined {
  let missing = path;
  for (const ancestor of ancestorsOf(path)) {
    const found = isMissing(ancestor) ? undefined : unlessFailed(() => lookUpWith(inspector, ancestor));
    if (found !== undefined) {
      const plain = found.realPath === ancestor && (isMissing(missing) || !isThere(missing));
      return plain ? { type: 'missing', realPath: path, symlinks: [], firstMissing: missing } : undefined;
    }
    missing = ancestor;
  }
  return undefined;
}

/** False as well where nobody may look. */
function isMissing(path: AbsolutePath): boolean {
  return unlessFailed(() => lstatSync(path, { throwIfNoEntry: false }) === undefined) === true;
}

function isThere(path: AbsolutePath): boolean {
  return unlessFailed(() => lstatSync(path)) !== undefined;
}

function describeMissing(path: AbsolutePath): PathFact {
  const outermostFirst = selfAndAncestors(path).toReversed();
  const firstMissing = outermostFirst.find((prefix) => unlessFailed(() => statSync(prefix)) === undefined) ?? path;
  const realPath = realPathOfMissing(path, 0);
  const fact: PathFact = { type: 'missing', realPath, symlinks: symlinksOf(path), firstMissing };
  return { ...fact, ...missingAbove(realPath, path.length - firstMissing.length) };
}

/** What is missing where links lead, unless that is as far above the end as what is missing by name. */
function missingAbove(realPath: AbsolutePath, behind: number): Pick<PathFact, 'realFirstMissing'> {
  const outermostFirst = selfAndAncestors(realPath).toReversed();
  const missing = outermostFirst.find((prefix) => unlessFailed(() => lstatSync(prefix)) === undefined) ?? realPath;
  return realPath.length - missing.length > behind ? { realFirstMissing: missing } : {};
}

/** The canonical path of the nearest ancestor that exists, links to nothing followed, and the missing rest. */
function realPathOfMissing(path: AbsolutePath, links: number): AbsolutePath {
  const existing = selfAndAncestors(path).find((prefix) => unlessFailed(() => lstatSync(prefix)) !== undefined);
  if (existing === undefined) return path;
  const rest = path.slice(existing.length);
  const parent = realPathOf(parentOf(existing));
  const here =
    parent === undefined || parentOf(existing) === existing ? existing : resolvePath(parent, nameOf(existing));
  const text = unlessFailed(() => readlinkSync(existing));
  if (text === undefined) return append(realPathOf(existing) ?? here, rest);
  if (links === maxLinks) return append(here, rest);
  return realPathOfMissing(append(resolvePath(parentOf(here), text), rest), links + 1);
}

function realPathOf(path: AbsolutePath): AbsolutePath | undefined {
  const real = unlessFailed(() => realpathSync.native(path));
  return real === undefined ? undefined : toAbsolute(real, path);
}

/** `rest` is empty or starts with a separator, unless `path` is a root. */
function append(path: AbsolutePath, rest: string): AbsolutePath {
  return rest === '' ? path : resolvePath(path, rest.replace(/^[/\\]/, ''));
}

function symlinksOf(path: AbsolutePath): readonly AbsolutePath[] {
  const isLink = (prefix: AbsolutePath) => unlessFailed(() => lstatSync(prefix))?.isSymbolicLink() === true;
  return selfAndAncestors(path).toReversed().filter(isLink);
}

function emptiness(path: AbsolutePath, { nlink, size }: Stats): { readonly empty?: boolean } {
  // File systems that count directories as links to the one above have counted one then; the others say 1.
  if (nlink > 2) return { empty: false };
  const empty = unlessFailed(() => {
    if (size <= smallDirectoryBytes) return readdirSync(path).length === 0;
    const directory = opendirSync(path);
    try {
      return directory.readSync() === null;
    } finally {
      directory.closeSync();
    }
  });
  return empty === undefined ? {} : { empty };
}

function toAbsolute(text: string, like: AbsolutePath): AbsolutePath {
  const parsed = parseAbsolutePath(text, pathStyleOf(like));
  if (!parsed.ok) throw new FileFailure('io');
  return parsed.value;
}

function unlessFailed<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (cause) {
    if (systemCodeOf(cause) !== undefined || cause instanceof FileFailure) return undefined;
    throw cause;
  }
}
