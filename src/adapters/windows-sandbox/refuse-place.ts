import { type AbsolutePath, isWithin, pathStyleOf, rootOf } from '../../domain/paths/absolute-path.js';
import type { PathFacts } from '../../domain/permissions/path-facts.js';
import type { SandboxRefusal } from '../../ports/process-sandbox.js';

/** Whether a command could put something else in the place of a link. */
export type IsReplaceable = (link: AbsolutePath) => boolean;

/** Finds a writable root that entries cannot open: a whole drive, a place on another machine, one behind a link that can be replaced. */
export function refuseRoot(
  root: AbsolutePath,
  facts: PathFacts,
  isReplaceable: IsReplaceable,
): SandboxRefusal | undefined {
  const { realPath = root, symlinks = [] } = facts.get(root) ?? {};
  const drive = rootOf(realPath);
  if (pathStyleOf(realPath) === 'windows' && drive.startsWith('\\\\')) {
    return unsupported(
      `the writable root \`${root}\` lies on \`${drive}\`, where the other machine decides about access`,
      'work in a directory on a local disk',
    );
  }
  if (realPath === drive) {
    return unsupported(
      `the writable root \`${root}\` is a whole drive, whose access list must not be changed`,
      'name a directory on the drive',
    );
  }
  return refuseLinks({ role: 'writable root', path: root, realPath }, symlinks, isReplaceable);
}

/** What a carve-out is judged with. */
export interface CarveOutContext {
  readonly facts: PathFacts;
  /** The canonical writable roots. */
  readonly opened: readonly AbsolutePath[];
  readonly isReplaceable: IsReplaceable;
}

/** Finds a read-only place that entries cannot hold: one with something writable in it, or behind a link that can be replaced. */
export function refuseCarveOut(
  path: AbsolutePath,
  { facts, opened, isReplaceable }: CarveOutContext,
): SandboxRefusal | undefined {
  const { realPath = path, symlinks = [] } = facts.get(path) ?? {};
  const reopened = opened.find((root) => isWithin(root, realPath));
  if (reopened !== undefined) {
    return unsupported(
      `\`${reopened}\` is writable inside the read-only \`${path}\`, and a denial for a directory holds for all of it`,
      'make the places beside it read-only instead',
    );
  }
  return refuseLinks({ role: 'read-only path', path, realPath }, symlinks, isReplaceable);
}

interface Linked {
  readonly role: string;
  readonly path: AbsolutePath;
  readonly realPath: AbsolutePath;
}

function refuseLinks(
  { role, path, realPath }: Linked,
  symlinks: readonly AbsolutePath[],
  isReplaceable: IsReplaceable,
): SandboxRefusal | undefined {
  const link = symlinks.find(isReplaceable);
  if (link === undefined) return undefined;
  return {
    code: 'unsafe-path',
    message: `cannot enforce sandbox ${role} ${path} because it crosses writable symlink ${link}`,
    remedy: `replace the link \`${link}\` by a real file or directory, or name the path \`${realPath}\` that it leads to`,
  };
}

function unsupported(message: string, remedy: string): SandboxRefusal {
  return { code: 'unsupported-policy', message, remedy };
}
