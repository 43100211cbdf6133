import type { AccessMap } from '../../../domain/enforcement/access-map.js';
import { type Layer, mountPointOf } from '../../../domain/enforcement/collect-layers.js';
import type { Ground } from '../../../domain/enforcement/ground.js';
import type { Places } from '../../../domain/enforcement/places.js';
import { type AbsolutePath, isWithin } from '../../../domain/paths/absolute-path.js';
import { ancestorsOf } from '../../../domain/paths/ancestors.js';
import type { SandboxLevel } from '../seccomp/filter-rules.js';
import type { MountStep } from './mount-step.js';

/** What the ground floor of the mounts depends on. */
export interface BaseSettings extends Ground {
  readonly places: Places;
  readonly level: SandboxLevel;
  readonly layers: readonly Layer[];
  readonly access: AccessMap;
  /** Directories that must not be renamed. */
  readonly pins: readonly AbsolutePath[];
}

const root = '/' as AbsolutePath;
const devices = '/dev' as AbsolutePath;
const processes = '/proc' as AbsolutePath;

/** What most programs need before they can run at all: `:minimal`. */
export const platformFolders = [
  '/bin',
  '/sbin',
  '/usr',
  '/etc',
  '/lib',
  '/lib64',
  '/nix/store',
  '/run/current-system/sw',
] as readonly string[] as readonly AbsolutePath[];

/** The ground floor: the whole disk or nothing of it, fresh device and process trees, and pins that lie hidden below what follows. */
export function planBase(settings: BaseSettings): readonly MountStep[] {
  return [...ground(settings), ...own(settings), ...pinSteps(settings)];
}

function ground({ base, platformFolders: folders, places, access, layers, level }: BaseSettings): readonly MountStep[] {
  if (base !== 'none') return [{ kind: 'bind', path: root, access: base }];
  const aliases = links(places, access);
  const granted = layers.filter((layer) => layer.access !== 'deny').map(mountPointOf);
  return [
    { kind: 'memory', path: root },
    ...folders.map((path) => ({ kind: 'bind', path, access: 'read', optional: true }) as const),
    ...(level === 'hardened' ? passages([...granted, ...aliases.map(({ path }) => path)], access) : []),
    ...aliases,
  ];
}

/** A directory that is there only because something in it was granted can be passed through, but tells nothing. */
function passages(places: readonly AbsolutePath[], access: AccessMap): readonly MountStep[] {
  const above = places.flatMap((place) => ancestorsOf(place));
  const directories = new Set(above.filter((path) => path !== root && !isShown(path, access)).sort());
  return [...directories].map((path) => ({ kind: 'directory', path, mode: '111' }));
}

/** Where nothing of the disk shows, a granted path that is spelled through a link needs the link as well. */
function links(places: Places, access: AccessMap): readonly Extract<MountStep, { readonly kind: 'link' }>[] {
  return [...places.aliases()]
    .filter(([link, target]) => access.at(link) === 'none' && isShown(target, access))
    .map(([path, target]) => ({ kind: 'link', path, target }));
}

function isShown(path: AbsolutePath, access: AccessMap): boolean {
  return access.at(path) === 'read' || access.at(path) === 'write';
}

/** Settings of the kernel are files that belong to root, and a command of root would own them. */
function own({ level }: BaseSettings): readonly MountStep[] {
  const settings = '/proc/sys' as AbsolutePath;
  return [
    { kind: 'devices', path: devices },
    { kind: 'processes', path: processes },
    ...(level === 'hardened' ? [{ kind: 'bind', path: settings, access: 'read', optional: true } as const] : []),
  ];
}

/**
 * A pin is a mount of a directory onto itself, which makes renaming it fail. The root that contains it is mounted on top afterwards, so
 * that moves and hard links across the directory's border keep working.
 */
function pinSteps({ pins, base, layers }: BaseSettings): readonly MountStep[] {
  const outer = layers.filter(
    (layer) => layer.access === 'write' && pins.some((pin) => isWithin(pin, mountPointOf(layer))),
  );
  const visible = base === 'none' ? outer.map(mountPointOf) : [];
  return [...visible, ...pins].map((path) => ({ kind: 'bind', path, access: 'write' }));
}
