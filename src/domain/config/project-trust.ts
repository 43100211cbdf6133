import type { AbsolutePath } from '../paths/absolute-path.js';
import type { Config } from './config.js';

/** What a person decided about a project. */
export type ProjectTrust = 'trusted' | 'untrusted';

/**
 * The decision about a project; `undefined` when there is none. `paths` are the names of the project, most telling first:
 * the canonical directory, its literal spelling, then the root of its repository.
 */
export function projectTrust(projects: Config['projects'], paths: readonly AbsolutePath[]): ProjectTrust | undefined {
  for (const path of paths) {
    const decision = projects !== undefined && Object.hasOwn(projects, path) ? projects[path]?.trustLevel : undefined;
    if (decision !== undefined) return decision;
  }
  return undefined;
}
