import { AccessMap } from '../../domain/enforcement/access-map.js';
import { collectLayers, type Layer, type MissingMetadata } from '../../domain/enforcement/collect-layers.js';
import { type Ground, groundOf } from '../../domain/enforcement/ground.js';
import type { Places } from '../../domain/enforcement/places.js';
import type { Refusal } from '../../domain/enforcement/refusal.js';
import { refuseHiddenRoot } from '../../domain/enforcement/refuse-hidden-root.js';
import { refuseWritableLinks } from '../../domain/enforcement/refuse-links.js';
import type { AbsolutePath } from '../../domain/paths/absolute-path.js';
import { resolvePath } from '../../domain/paths/absolute-path.js';
import type { FileSystemRules } from '../../domain/permissions/file-system-rules.js';
import { err, ok, type Result } from '../../domain/result.js';
import { deviceLayers } from './device-rules.js';
import { platformFolders } from './platform-rules.js';

/** How strictly commands are confined: `hardened` closes what the public Codex leaves open. */
export type SeatbeltLevel = 'hardened' | 'compatibility';

/** What a command may do with files, with every question of precedence answered. */
export type FileConfinement = (FileConfinementCommon & Unrestricted) | RestrictedFiles;

/** A confinement that leaves something out. */
export type RestrictedFiles = FileConfinementCommon & Restricted;

interface FileConfinementCommon {
  readonly level: SeatbeltLevel;
}

interface Unrestricted {
  readonly layers: 'unrestricted';
}

interface Restricted {
  readonly layers: readonly Layer[];
  readonly ground: Ground;
  readonly access: AccessMap;
  readonly metadata: readonly ProtectedName[];
  readonly patterns: readonly AbsolutePath[];
  readonly places: Places;
  readonly platformDefaults: boolean;
}

/** A protected name directly below a writable root. */
export interface ProtectedName {
  readonly root: AbsolutePath;
  readonly name: string;
}

/** What a confinement depends on besides the rules. */
export interface FileConfinementSettings extends FileConfinementCommon {
  readonly missingMetadata: MissingMetadata;
}

/** Turns rules into layers; a layout that cannot be enforced is refused. */
export function confineFiles(
  rules: FileSystemRules,
  places: Places,
  { level, missingMetadata }: FileConfinementSettings,
): Result<FileConfinement, Refusal<'unsafe-path'>> {
  if (rules.writableRoots === 'all' && rules.readableRoots === 'all') return ok({ level, layers: 'unrestricted' });
  const spokenOf = collectLayers(rules, places, missingMetadata);
  const ground = groundOf(rules, spokenOf, platformFolders);
  const layers = level === 'hardened' ? [...deviceLayers(ground.base, spokenOf), ...spokenOf] : spokenOf;
  const access = new AccessMap(ground, layers);
  const refusal = refuseHiddenRoot(layers) ?? refuseWritableLinks(layers, access);
  if (refusal !== undefined) return err(refusal);
  return ok({
    level,
    layers,
    ground,
    access,
    metadata: protectedNames(rules, places, access),
    patterns: rules.unreadableGlobs as readonly AbsolutePath[],
    places,
    platformDefaults: rules.platformDefaults,
  });
}

/** Names that a layer protects in their usual spelling are protected in every other one too. */
function protectedNames(
  { writableRoots }: FileSystemRules,
  places: Places,
  access: AccessMap,
): readonly ProtectedName[] {
  if (writableRoots === 'all') return [];
  return writableRoots.flatMap(({ root, protectedNames: names }) => {
    const real = places.at(root).real;
    return names
      .filter((name) => access.layerAt(resolvePath(real, name)) !== undefined)
      .map((name) => ({ root: real, name }));
  });
}
