import { type AbsolutePath, nameOf, resolvePath } from '../paths/absolute-path.js';
import { ancestorsOf, selfAndAncestors } from '../paths/ancestors.js';
import type { FileSystemRules, WritableRoot } from '../permissions/file-system-rules.js';
import type { Place, Places } from './places.js';

/**
 * What happens to metadata such as `.git` that nobody has made yet: `skip` leaves it alone, because a placeholder shows on the host and
 * changes how git finds its repository, and keeps only `.codex` from being made; `mask` keeps all of it from being made.
 */
export type MissingMetadata = 'skip' | 'mask';

/** Something empty, or a file through which a git repository names itself as the one that others share. */
export type PlaceholderType = 'directory' | 'file' | 'self-reference';

/** The access that one place gets, with everything below it. */
export interface Layer {
  readonly place: Place;
  readonly access: 'read' | 'write' | 'deny';
  /** How strongly it holds against another layer at the same place; the highest wins. */
  readonly rank: 0 | 1 | 2 | 3;
  /** What has to stand at a missing or empty place while the command runs. */
  readonly placeholder?: PlaceholderType;
  /** Restrictions of the same place by other names, which a rule that lets it be written has outdone. */
  readonly outdone?: readonly Layer[];
  /** Nobody wrote this down: it was found on the disk, where commands may have put it, and must not let anything be read. */
  readonly found?: true;
}

// A place that is spelled in one way is restricted or writable, never both. By two names it may be; then, as between rules for one path,
// `write` comes before `read`.
const ranks = { readable: 0, readOnly: 1, writable: 2, denied: 3 } as const;

/** Every place that rules speak about, once each. Which layer wins between different places is a matter of depth alone. */
export function collectLayers(
  rules: FileSystemRules,
  places: Places,
  missingMetadata: MissingMetadata,
): readonly Layer[] {
  const layers = [
    ...readableLayers(rules, places),
    ...writableLayers(rules, places, missingMetadata),
    ...rules.unreadableRoots.map((path) => restriction(places.at(path), 'deny')),
  ];
  const matches = (rules.unreadableMatches ?? []).map((path) => restriction(places.at(path), 'deny'));
  return withoutIdle(strongestByPlace([...outsideOf(matches, layers), ...matches]));
}

/**
 * Leaves out what was found where nothing can be written anyway. A command that writes a `.git` file chooses what that names, and a
 * layer for the sake of reading only would show it places that are denied. Behind a link that a command could replace it stays, to be refused.
 */
function withoutIdle(layers: readonly Layer[]): readonly Layer[] {
  const written = new Map(layers.filter(({ found }) => !found).map((layer) => [mountPointOf(layer), layer.access]));
  const isWritable = (places: readonly AbsolutePath[]): boolean => {
    const covering = places.find((place) => written.has(place));
    return covering !== undefined && written.get(covering) === 'write';
  };
  return layers.filter((layer) => {
    if (!layer.found || isWritable(ancestorsOf(mountPointOf(layer)))) return true;
    return layer.place.links.some(
      ({ directory }) => directory === undefined || isWritable(selfAndAncestors(directory)),
    );
  });
}

/** Layers that lie in none of the matches; those at a match itself are outdone by it. */
function outsideOf(matches: readonly Layer[], layers: readonly Layer[]): readonly Layer[] {
  const hidden = new Set(matches.map(mountPointOf));
  return layers.filter((layer) => !ancestorsOf(mountPointOf(layer)).some((directory) => hidden.has(directory)));
}

/** The place where a layer is mounted. */
export function mountPointOf({ place }: Layer): AbsolutePath {
  return place.type === 'missing' ? place.firstMissing : place.real;
}

function readableLayers({ readableRoots }: FileSystemRules, places: Places): readonly Layer[] {
  if (readableRoots === 'all') return [];
  return readableRoots
    .map((root) => places.at(root))
    .filter(exists)
    .map((place) => ({ place, access: 'read', rank: ranks.readable }));
}

function writableLayers(
  { writableRoots }: FileSystemRules,
  places: Places,
  missingMetadata: MissingMetadata,
): readonly Layer[] {
  if (writableRoots === 'all') return [];
  return writableRoots.flatMap((root) => {
    const place = places.at(root.root);
    if (!exists(place)) return [];
    const layer: Layer = { place, access: 'write', rank: ranks.writable };
    // Nothing lies below a file.
    return place.type === 'directory' ? [layer, ...carveOuts(root, places, missingMetadata)] : [layer];
  });
}

function carveOuts(root: WritableRoot, places: Places, missingMetadata: MissingMetadata): readonly Layer[] {
  const listed = new Set(root.readOnlySubpaths.map(({ path }) => path));
  const byName = root.protectedNames.map((name) => resolvePath(root.root, name)).filter((path) => !listed.has(path));
  return [
    ...root.readOnlySubpaths.flatMap(({ path, origin }) => {
      const place = places.at(path);
      if (origin === 'repository') return [repositoryPart(place)];
      return origin === 'rule' ? [restriction(place, 'read')] : metadata(place, missingMetadata);
    }),
    ...byName.flatMap((path) => protectedName(places.at(path), missingMetadata)),
  ];
}

/** A name that no entry speaks about, such as `.codex` below a temporary directory: nobody configures a project there. */
function protectedName(place: Place, missingMetadata: MissingMetadata): readonly Layer[] {
  const absent = !exists(place) && place.links.length === 0;
  return absent && missingMetadata === 'skip' ? [] : metadata(place, missingMetadata);
}

/** A missing `.codex` is always kept from being made: the first configuration of a project has to go through approval. */
function metadata(place: Place, missingMetadata: MissingMetadata): readonly Layer[] {
  const layer: Layer = { place, access: 'read', rank: ranks.readOnly, found: true };
  if (exists(place))
    return [place.type === 'directory' && place.empty ? { ...layer, placeholder: 'directory' } : layer];
  const dangling = place.links.some(({ logical }) => logical === place.logical);
  const kept = dangling || missingMetadata === 'mask' || nameOf(place.logical) === '.codex';
  return kept ? [{ ...layer, placeholder: 'directory' }] : [];
}

/** An empty `commondir` would make git give up, and one that is there may be the placeholder of another command. */
function repositoryPart(place: Place): Layer {
  const layer: Layer = { place, access: 'read', rank: ranks.readOnly, found: true };
  if (nameOf(place.logical) === 'commondir') return { ...layer, placeholder: 'self-reference' };
  if (exists(place) && !place.empty) return layer;
  const isDirectory = place.type === 'directory' || (!exists(place) && nameOf(place.logical) === 'hooks');
  return { ...layer, placeholder: isDirectory ? 'directory' : 'file' };
}

/** An empty file may be the placeholder of another command, which can vanish at any time; so it gets one as well. */
function restriction(place: Place, access: 'read' | 'deny'): Layer {
  const layer = { place, access, rank: access === 'read' ? ranks.readOnly : ranks.denied } as const;
  const transient = !exists(place) || (place.type === 'file' && place.empty);
  return transient ? { ...layer, placeholder: 'file' } : layer;
}

function exists(place: Place): boolean {
  return place.type !== 'missing';
}

function strongestByPlace(layers: readonly Layer[]): readonly Layer[] {
  const strongest = new Map<AbsolutePath, Layer>();
  for (const layer of layers) {
    const key = mountPointOf(layer);
    const held = strongest.get(key);
    strongest.set(key, held === undefined ? layer : strongerOf(held, layer));
  }
  return [...strongest.values()];
}

function strongerOf(held: Layer, other: Layer): Layer {
  const [winner, loser] = other.rank > held.rank ? [other, held] : [held, other];
  const outdone = [
    ...(held.outdone ?? []),
    ...(other.outdone ?? []),
    ...(loser.rank === ranks.readOnly ? [loser] : []),
  ];
  if (winner.access === 'write' && outdone.length > 0) return { ...winner, outdone };
  return winner.found && !loser.found ? asWritten(winner) : winner;
}

/** What was found where somebody wrote a rule as well. */
function asWritten({ found: _, ...layer }: Layer): Layer {
  return layer;
}
