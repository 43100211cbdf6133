import { type AbsolutePath, componentsOf } from '../paths/absolute-path.js';
import type { PathFacts } from './path-facts.js';

/**
 * The spelling in which a path is enforced. A link directly below the root, such as macOS' `/tmp`, is an alias of the system and is
 * resolved; a link anywhere deeper belongs to the user, and the path keeps the spelling that runs through it.
 */
export function effectivePath(path: AbsolutePath, facts: PathFacts): AbsolutePath {
  const fact = facts.get(path);
  if (fact === undefined || fact.symlinks.some(isNested)) return path;
  return fact.realPath;
}

function isNested(link: AbsolutePath): boolean {
  return componentsOf(link).length > 1;
}
