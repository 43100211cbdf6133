import {
  type AbsolutePath,
  componentsOf,
  nameOf,
  parentOf,
  pathKey,
  resolvePath,
  rootOf,
} from '../../domain/paths/absolute-path.js';
import { ancestorsOf } from '../../domain/paths/ancestors.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import { actedOnByGit } from '../../domain/permissions/repository-files.js';

type Inspect = (path: AbsolutePath) => Promise<Pick<PathFact, 'type'>>;

const files: ReadonlySet<string> = new Set(actedOnByGit.filter((name) => name !== 'hooks'));

/**
 * Whether a file belongs to a repository further inside of what was granted: to its `.git`, or to what git acts on in a directory that is a
 * repository by its content. Where everything may be written, nothing is kept from anybody.
 *
 * @param within the directory that was granted; a grant inside of a repository is one to change it
 */
export async function isRepositoryPart(path: AbsolutePath, within: AbsolutePath, inspect: Inspect): Promise<boolean> {
  if (within === rootOf(within)) return false;
  const inside = componentsOf(pathKey(path)).slice(componentsOf(within).length);
  if (inside.some((name) => name.toLowerCase() === '.git')) return true;
  for (const directory of holdersOf(path)) {
    const isInside = componentsOf(directory).length > componentsOf(within).length;
    if (isInside && (await looksLikeRepository(directory, inspect))) return true;
  }
  return false;
}

/** The directories whose configuration or hooks a file would be, if they were repositories. */
function holdersOf(path: AbsolutePath): readonly AbsolutePath[] {
  const hooks = ancestorsOf(path).filter((directory) => nameOf(directory) === 'hooks');
  return [...(files.has(nameOf(path)) ? [parentOf(path)] : []), ...hooks.map((directory) => parentOf(directory))];
}

async function looksLikeRepository(directory: AbsolutePath, inspect: Inspect): Promise<boolean> {
  const [head, objects, shared] = await Promise.all(
    ['HEAD', 'objects', 'commondir'].map((name) => inspect(resolvePath(directory, name))),
  );
  return head?.type === 'file' && (objects?.type === 'directory' || shared?.type === 'file');
}
