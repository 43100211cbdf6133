import { AccessMap } from '../../domain/enforcement/access-map.js';
import { collectLayers, type Layer, mountPointOf } from '../../domain/enforcement/collect-layers.js';
import { Places } from '../../domain/enforcement/places.js';
import { refuseWritableLinks } from '../../domain/enforcement/refuse-links.js';
import { type AbsolutePath, isWithin, pathKey } from '../../domain/paths/absolute-path.js';
import { ancestorsOf } from '../../domain/paths/ancestors.js';
import { distinctPaths } from '../../domain/paths/distinct-paths.js';
import type { FileSystemRules } from '../../domain/permissions/file-system-rules.js';
import type { PathFacts } from '../../domain/permissions/path-facts.js';
import { err, ok, type Result } from '../../domain/result.js';
import type { SandboxRefusal } from '../../ports/process-sandbox.js';
import { capabilitySid } from './capability-sid.js';
import { refuseReopening, refuseRoot } from './refuse-place.js';
import type { AccessEntry, SidText } from './windows-plan.js';

/** The capabilities that a token gets, and the entries that they have to find on the disk. */
export interface AccessPlan {
  readonly capabilities: readonly SidText[];
  readonly entries: readonly AccessEntry[];
}

/**
 * Turns rules into entries of access lists, or refuses a layout that entries cannot hold. Only writing is looked at, everything else has
 * been refused before. What is read-only needs an entry where something around it is writable, and nowhere else.
 */
export function planAccess(rules: FileSystemRules, facts: PathFacts): Result<AccessPlan, SandboxRefusal> {
  const layers = collectLayers(rules, new Places(facts), 'skip');
  const access = new AccessMap({ base: 'read', platformFolders: [] }, layers);
  const roots = layers.filter((layer) => layer.access === 'write').map(mountPointOf);
  const carveOuts = layers.filter((layer) => layer.access === 'read' && access.above(mountPointOf(layer)) === 'write');
  const refusal =
    refuseWritableLinks(layers, access) ??
    firstOf(roots, refuseRoot) ??
    firstOf(carveOuts, (layer) => refuseReopening(mountPointOf(layer), roots));
  if (refusal !== undefined) return err(refusal);
  const openings = roots.map((root) => open(root, { roots, carveOuts }));
  return ok({ capabilities: openings.map(({ capability }) => capability), entries: openings.flatMap(entriesOf) });
}

interface Opening {
  readonly root: AbsolutePath;
  readonly carveOuts: readonly Layer[];
  /** Other roots inside of this one. */
  readonly inner: readonly AbsolutePath[];
  readonly capability: SidText;
}

interface Opened {
  readonly roots: readonly AbsolutePath[];
  readonly carveOuts: readonly Layer[];
}

function open(root: AbsolutePath, all: Opened): Opening {
  const carveOuts = all.carveOuts.filter((layer) => isBelow(mountPointOf(layer), root));
  const inner = all.roots.filter((other) => isBelow(other, root));
  return { root, carveOuts, inner, capability: capabilitySid(root, carveOuts.map(mountPointOf), inner) };
}

/**
 * A root inside of this one, and a directory on the way to it or to a carve-out, stays where it is: otherwise another one, or a link to
 * anywhere, could be put in its place.
 */
function entriesOf({ root, carveOuts, inner, capability }: Opening): readonly AccessEntry[] {
  const ways = [...carveOuts.map(mountPointOf), ...inner].flatMap(ancestorsOf);
  const pins = distinctPaths([...ways, ...inner].filter((directory) => isBelow(directory, root)));
  return [
    { effect: 'allow-write', path: root, capability },
    ...pins.map((path): AccessEntry => ({ effect: 'deny-rename', path, capability })),
    ...carveOuts.map((layer): AccessEntry => {
      const missing = layer.place.type === 'missing';
      return { effect: 'deny-write', path: mountPointOf(layer), capability, ...(missing ? { create: true } : {}) };
    }),
  ];
}

function isBelow(path: AbsolutePath, root: AbsolutePath): boolean {
  return isWithin(path, root) && pathKey(path) !== pathKey(root);
}

function firstOf<Item>(
  items: readonly Item[],
  refuse: (item: Item) => SandboxRefusal | undefined,
): SandboxRefusal | undefined {
  for (const item of items) {
    const refusal = refuse(item);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
