import type { AbsolutePath } from '../paths/absolute-path.js';
import type { FileSystemRules } from '../permissions/file-system-rules.js';
import { type Layer, mountPointOf } from './collect-layers.js';

/** What the whole file system gives where no layer speaks; `none` means that a place does not exist for a command. */
export type BaseAccess = 'none' | 'read' | 'write';

/** What there is below all layers. */
export interface Ground {
  readonly base: BaseAccess;
  /** Folders of the system that can be read where the rest of the disk does not show. */
  readonly platformFolders: readonly AbsolutePath[];
}

/** What there is where no rule speaks: everything to read or write, or nothing but perhaps the folders of the system. */
export function groundOf(
  rules: FileSystemRules,
  layers: readonly Layer[],
  platformFolders: readonly AbsolutePath[],
): Ground {
  return { base: baseAccess(rules, layers), platformFolders: rules.platformDefaults ? platformFolders : [] };
}

function baseAccess({ writableRoots, readableRoots }: FileSystemRules, layers: readonly Layer[]): BaseAccess {
  const whole = layers.find((layer) => mountPointOf(layer) === '/');
  if (writableRoots === 'all' || whole?.access === 'write') return 'write';
  return readableRoots === 'all' || whole !== undefined ? 'read' : 'none';
}
