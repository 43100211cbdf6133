import { type AbsolutePath, componentsOf, pathKey, rootOf } from '../paths/absolute-path.js';
import { compileGlob } from '../paths/glob.js';
import { GlobSet, type GlobSetMember } from '../paths/glob-set.js';
import { type AccessMode, compareAccessModes } from './access-mode.js';
import { protectedMetadataNames } from './protected-metadata.js';
import type { ResolvedEntries, ResolvedEntry, ResolvedGlob } from './resolve-entries.js';

/** What the rules say at one path, and the places below it. */
interface Place {
  readonly below: Map<string, Place>;
  /** The strongest mode of the entries for the very path. */
  mode?: AccessMode;
  /** Whether some entry makes the very path writable, even if a stronger one takes that back. */
  writable?: true;
  /** The patterns whose matches lie in or below the path. */
  globs?: GlobSet<ResolvedGlob>;
}

/** Rules by path, one level per component, so that one walk along a path answers everything about it. */
export interface AccessTree {
  readonly roots: ReadonlyMap<string, Place>;
  /** A pattern that cannot be compiled. It hides everything, because nobody can tell what it was meant to protect. */
  readonly everywhere: ResolvedGlob | undefined;
}

/** Everything that the rules say about one path. */
export interface Finding {
  /** What the most specific entry says; `undefined` when no entry speaks about the path. */
  readonly mode: AccessMode | undefined;
  /** The pattern that hides the path. A match hides what lies below it too. */
  readonly glob: ResolvedGlob | undefined;
  /** How many components of the path name the protected metadata that it lies in; 0 when it lies in none. */
  readonly metadata: number;
}

/** Arranges rules by path. */
export function plantAccessTree({ paths, denyGlobs }: ResolvedEntries): AccessTree {
  const roots = new Map<string, Place>();
  for (const entry of paths) addEntry(placeAt(roots, entry.path), entry);
  return { roots, everywhere: addGlobs(roots, denyGlobs) };
}

const names: ReadonlySet<string> = new Set(protectedMetadataNames);

/**
 * Walks along a path. Directly below whatever is writable, protected names are metadata, until another writable place is met.
 * Where patterns are ignored, none is found.
 */
export function lookUp(
  { roots, everywhere }: AccessTree,
  path: AbsolutePath,
  patterns: 'obeyed' | 'ignored' = 'obeyed',
): Finding {
  const key = pathKey(path);
  const components = componentsOf(key);
  let place = roots.get(rootOf(key));
  let mode: AccessMode | undefined;
  let glob = patterns === 'obeyed' ? everywhere : undefined;
  let metadata = 0;
  for (let depth = 0; place !== undefined; depth += 1) {
    mode = place.mode ?? mode;
    if (patterns === 'obeyed') glob ??= place.globs?.find(components, depth);
    const next = components[depth];
    if (place.writable === true) metadata = next !== undefined && names.has(next) ? depth + 1 : 0;
    place = next === undefined ? undefined : place.below.get(next);
  }
  return { mode, glob, metadata };
}

function addEntry(place: Place, { entry }: ResolvedEntry): void {
  if (entry.access === 'write') place.writable = true;
  if (place.mode === undefined || compareAccessModes(place.mode, entry.access) < 0) place.mode = entry.access;
}

/** Adds patterns to the directories that they belong to; the first that cannot be compiled is returned. */
function addGlobs(roots: Map<string, Place>, globs: readonly ResolvedGlob[]): ResolvedGlob | undefined {
  const members = new Map<Place, GlobSetMember<ResolvedGlob>[]>();
  for (const value of globs) {
    const glob = compileGlob(value.pattern);
    if (!glob.ok) return value;
    const place = placeAt(roots, glob.value.base);
    const group = members.get(place) ?? [];
    group.push({ steps: glob.value.steps, value });
    members.set(place, group);
  }
  for (const [place, group] of members) place.globs = new GlobSet(group);
  return undefined;
}

function placeAt(roots: Map<string, Place>, path: AbsolutePath): Place {
  const key = pathKey(path);
  return componentsOf(key).reduce((place, component) => child(place.below, component), child(roots, rootOf(key)));
}

function child(places: Map<string, Place>, name: string): Place {
  const known = places.get(name);
  if (known !== undefined) return known;
  const place: Place = { below: new Map() };
  places.set(name, place);
  return place;
}
