import { mountPointOf } from '../../domain/enforcement/collect-layers.js';
import { type AbsolutePath, componentsOf } from '../../domain/paths/absolute-path.js';
import { compileGlob } from '../../domain/paths/glob.js';
import { closesDevices } from './device-rules.js';
import type { FileConfinement } from './file-confinement.js';

/** Whether a command may not read everything that the service for preferences would hand out to it. */
export function hidesPreferences(files: FileConfinement): boolean {
  if (files.layers === 'unrestricted' || files.level !== 'hardened') return false;
  if (files.ground.base === 'none') return true;
  const denied = files.layers.filter((layer) => layer.access === 'deny' && !closesDevices(layer)).map(mountPointOf);
  return [...denied, ...files.patterns.map(baseOf)].some(mayHoldPreferences);
}

/** A whole home, what contains one, or anything in a folder called `Library`. Which home is the user's makes no difference. */
function mayHoldPreferences(place: AbsolutePath): boolean {
  const parts = componentsOf(place);
  return parts.length < 3 || parts.some((part) => part.toLowerCase() === 'library');
}

function baseOf(pattern: AbsolutePath): AbsolutePath {
  const glob = compileGlob(pattern);
  return glob.ok ? glob.value.base : pattern;
}
