import { type AbsolutePath, nameOf, pathKey } from '../paths/absolute-path.js';
import { selfAndAncestors } from '../paths/ancestors.js';
import { protectedMetadataNames } from './protected-metadata.js';
import type { ResolvedEntry } from './resolve-entries.js';

/** Finds the protected metadata path that a path lies in, if any. */
export type MetadataProtection = (path: AbsolutePath) => AbsolutePath | undefined;

/**
 * Prepares the rule by name: directly below every path that an entry makes writable, the protected names are read-only, unless another
 * write entry, at the metadata path or deeper, covers the path in question.
 */
export function compileMetadataProtection(entries: readonly ResolvedEntry[]): MetadataProtection {
  const writable = new Set(entries.filter(({ entry }) => entry.access === 'write').map(({ path }) => pathKey(path)));
  const names = new Set(protectedMetadataNames);
  return (path) => {
    const spelled = selfAndAncestors(path);
    for (const [depth, candidate] of spelled.entries()) {
      if (writable.has(pathKey(candidate))) return undefined;
      const container = spelled[depth + 1];
      if (container === undefined || !names.has(nameOf(pathKey(candidate)))) continue;
      if (writable.has(pathKey(container))) return candidate;
    }
    return undefined;
  };
}
