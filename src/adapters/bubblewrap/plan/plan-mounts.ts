import { AccessMap } from '../../../domain/enforcement/access-map.js';
import {
  collectLayers,
  type Layer,
  type MissingMetadata,
  mountPointOf,
} from '../../../domain/enforcement/collect-layers.js';
import { groundOf } from '../../../domain/enforcement/ground.js';
import type { Places } from '../../../domain/enforcement/places.js';
import { planPins } from '../../../domain/enforcement/plan-pins.js';
import { refuseHiddenRoot } from '../../../domain/enforcement/refuse-hidden-root.js';
import { refuseWritableLinks } from '../../../domain/enforcement/refuse-links.js';
import { type AbsolutePath, componentsOf, isWithin } from '../../../domain/paths/absolute-path.js';
import { ancestorsOf } from '../../../domain/paths/ancestors.js';
import type { FileSystemRules } from '../../../domain/permissions/file-system-rules.js';
import { err, ok, type Result } from '../../../domain/result.js';
import type { SandboxRefusal } from '../../../ports/process-sandbox.js';
import type { SandboxLevel } from '../seccomp/filter-rules.js';
import type { MountStep, Placeholder } from './mount-step.js';
import { isOwnTree } from './own-trees.js';
import { planBase, platformFolders } from './plan-base.js';

/** What the mounts depend on besides the rules. */
export interface MountSettings {
  readonly level: SandboxLevel;
  readonly missingMetadata: MissingMetadata;
  /** A private directory of the sandbox itself, hidden from commands. */
  readonly stateDirectory: AbsolutePath;
}

/** What a command sees of the file system, and what has to stand on the host for that. */
export interface MountPlan {
  readonly steps: readonly MountStep[];
  readonly placeholders: readonly Placeholder[];
}

/**
 * Turns rules into mounts. Every precedence question was answered when the rules were made; here the innermost place wins, so layers are
 * mounted from shallow to deep, each on top of what contains it.
 */
export function planMounts(
  rules: FileSystemRules,
  places: Places,
  settings: MountSettings,
): Result<MountPlan, SandboxRefusal> {
  const collected = collectLayers(rules, places, settings.missingMetadata);
  const ground = groundOf(rules, collected, platformFolders);
  const access = new AccessMap(ground, collected);
  const refusal = refuseHiddenRoot(collected) ?? refuseWritableLinks(guarded(collected, settings), access);
  if (refusal !== undefined) return err(refusal);
  const layers = effectiveLayers(collected, access);
  const hidden = isVisible(settings.stateDirectory, access) ? [settings.stateDirectory] : [];
  const pins = settings.level === 'hardened' ? planPins([...layers.map(mountPointOf), ...hidden], access) : [];
  return ok({
    steps: [
      ...planBase({ ...ground, places, access, level: settings.level, layers, pins }),
      ...layers.flatMap((layer) => mountLayer(layer, access, layers)),
      ...layers.filter((layer) => isReopened(layer, layers)).map((layer) => readOnlyAgain(layer)),
      ...hidden.flatMap(hide),
      ...(ground.base === 'none' && settings.level === 'hardened' ? [remount('/' as AbsolutePath)] : []),
    ],
    placeholders: layers.flatMap(({ place, placeholder, ...layer }) =>
      placeholder === undefined ? [] : [{ path: mountPointOf({ place, ...layer }), type: placeholder }],
    ),
  });
}

/** The compatible level follows a writable root through any link, as the public Codex does. */
function guarded(layers: readonly Layer[], { level }: MountSettings): readonly Layer[] {
  return level === 'hardened' ? layers : layers.filter(({ access }) => access !== 'write');
}

/** Leaves out what changes nothing, and what only a directory that the command can write would make reachable. */
function effectiveLayers(layers: readonly Layer[], access: AccessMap): readonly Layer[] {
  return layers
    .map((layer) => settled(layer, access))
    .filter((layer) => isEffective(layer, access.above(mountPointOf(layer))))
    .toSorted((left, right) => depthOf(left) - depthOf(right) || compare(mountPointOf(left), mountPointOf(right)));
}

/** Where the command cannot write, nothing empty comes or goes because of it. */
function settled({ placeholder, ...layer }: Layer, access: AccessMap): Layer {
  const shaky = layer.place.type === 'missing' || access.above(mountPointOf(layer)) === 'write';
  return placeholder !== undefined && shaky ? { ...layer, placeholder } : layer;
}

function isEffective(layer: Layer, above: string): boolean {
  const path = mountPointOf(layer);
  if (path === '/') return false;
  if (layer.access !== 'deny' && isOwnTree(path)) return false;
  if (layer.placeholder !== undefined) return above === 'write';
  if (layer.place.type === 'missing') return false;
  if (layer.access === 'write') return true;
  if (layer.access === 'deny') return above === 'read' || above === 'write';
  return above !== 'read';
}

function mountLayer(layer: Layer, access: AccessMap, layers: readonly Layer[]): readonly MountStep[] {
  const path = mountPointOf(layer);
  if (layer.placeholder === 'directory') return maskDirectory(path).map((step) => ({ ...step, needs: path }));
  if (layer.placeholder === 'file') return [{ kind: 'cover', path, with: coverFor(layer), needs: path }];
  if (layer.placeholder === 'self-reference') return [{ kind: 'bind', path, access: 'read', needs: path }];
  if (layer.access !== 'deny') {
    return [...passages(path, access), { kind: 'bind', path, access: layer.access }];
  }
  if (layer.place.type !== 'directory') return [{ kind: 'cover', path, with: 'denied' }];
  if (isReopened(layer, layers)) return [...passages(path, access), { kind: 'empty-directory', path, mode: '111' }];
  return [{ kind: 'empty-directory', path, mode: '000' }, remount(path)];
}

function coverFor({ access }: Layer): 'empty' | 'denied' {
  return access === 'deny' ? 'denied' : 'empty';
}

/** Whether a denied directory contains a place that may be used after all; it can then be passed through, but not listed. */
function isReopened(layer: Layer, layers: readonly Layer[]): boolean {
  if (layer.access !== 'deny' || layer.place.type !== 'directory') return false;
  const path = mountPointOf(layer);
  return layers.some((other) => other !== layer && other.access !== 'deny' && isWithin(mountPointOf(other), path));
}

/** The directories between a denied one and a place inside it, which exist only for the sake of passing through. */
function passages(path: AbsolutePath, access: AccessMap): readonly MountStep[] {
  const between: AbsolutePath[] = [];
  for (const directory of ancestorsOf(path)) {
    const layer = access.layerAt(directory);
    if (layer !== undefined && layer.access !== 'deny') return [];
    if (layer !== undefined && access.above(directory) !== 'deny') return between.reverse().map(passage);
    between.push(directory);
  }
  return [];
}

function passage(path: AbsolutePath): MountStep {
  return { kind: 'directory', path, mode: '111' };
}

function maskDirectory(path: AbsolutePath): readonly MountStep[] {
  return [{ kind: 'empty-directory', path, mode: '555' }, remount(path)];
}

function hide(path: AbsolutePath): readonly MountStep[] {
  return [{ kind: 'empty-directory', path, mode: '000' }, remount(path)];
}

function readOnlyAgain(layer: Layer): MountStep {
  return remount(mountPointOf(layer));
}

function remount(path: AbsolutePath): MountStep {
  return { kind: 'remount-read-only', path };
}

function isVisible(path: AbsolutePath, access: AccessMap): boolean {
  const seen = access.at(path);
  return seen === 'read' || seen === 'write';
}

function depthOf(layer: Layer): number {
  return componentsOf(mountPointOf(layer)).length;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
