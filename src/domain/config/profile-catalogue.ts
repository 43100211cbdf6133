import { builtInProfileIds } from '../permissions/built-in-profiles.js';
import { compareCodePoints } from './compare-code-points.js';
import type { ProfileTable } from './profile-table.js';

/** One profile that can be selected, or that a requirement forbids. */
export interface ProfileCatalogueEntry {
  readonly id: string;
  readonly description?: string;
  readonly allowed: boolean;
}

/** All profiles: the built-in ones, then those of the configuration by name. */
export function profileCatalogue(
  tables: ReadonlyMap<string, ProfileTable>,
  isAllowed: (id: string) => boolean = () => true,
): readonly ProfileCatalogueEntry[] {
  const own = [...tables.keys()].sort(compareCodePoints);
  return [...builtInProfileIds, ...own].map((id) => {
    const description = tables.get(id)?.description;
    return { id, ...(description === undefined ? {} : { description }), allowed: isAllowed(id) };
  });
}
