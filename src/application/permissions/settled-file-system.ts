import { type AbsolutePath, relativeWithin, resolvePath } from '../../domain/paths/absolute-path.js';
import type { PathFact } from '../../domain/permissions/path-facts.js';
import type { PermissionContext } from '../../domain/permissions/permission-context.js';
import type { PermissionProfile } from '../../domain/permissions/permission-profile.js';
import { resolveEntries } from '../../domain/permissions/resolve-entries.js';
import type { FileSystem, ReadOptions, WriteOptions } from '../../ports/file-system.js';
import type { Logger } from '../../ports/logger.js';

/**
 * The files of one thread, in which the places that it may write stay where they were first found. Whoever may write the directory around
 * such a place, another thread for one, could put a link there, and everything behind the link would become writable; so a place that
 * has come to lead elsewhere is missing.
 */
export class SettledFileSystem implements FileSystem {
  readonly #files: FileSystem;
  readonly #logger: Logger;
  /** Where each place lay when it was first looked at. */
  readonly #places: Map<AbsolutePath, AbsolutePath | undefined>;

  /** @param places what must not come to lead elsewhere */
  constructor(files: FileSystem, places: readonly AbsolutePath[], logger: Logger) {
    this.#files = files;
    this.#logger = logger;
    this.#places = new Map(places.map((place) => [place, undefined]));
  }

  async inspect(path: AbsolutePath): Promise<PathFact> {
    const fact = await this.#files.inspect(path);
    if (fact.type === 'missing' || !this.#places.has(path)) return fact;
    const first = this.#places.get(path) ?? fact.realPath;
    this.#places.set(path, first);
    if (fact.realPath === first) return fact;
    this.#logger.log(
      'warn',
      `\`${path}\` led to \`${first}\` and leads to \`${fact.realPath}\` now; it is not used any more`,
    );
    return { type: 'missing', realPath: path, symlinks: [] };
  }

  read(path: AbsolutePath, options: ReadOptions): ReturnType<FileSystem['read']> {
    return this.#files.read(path, options);
  }

  list(path: AbsolutePath): ReturnType<FileSystem['list']> {
    return this.#files.list(path);
  }

  async write(path: AbsolutePath, content: Uint8Array, options: WriteOptions): ReturnType<FileSystem['write']> {
    const place = await this.#settled(path, options);
    return this.#files.write(place.path, content, place.options);
  }

  async remove(path: AbsolutePath, options: WriteOptions): ReturnType<FileSystem['remove']> {
    const place = await this.#settled(path, options);
    return this.#files.remove(place.path, place.options);
  }

  /** A path below a settled place as it was spelled when that was first found, and a grant that no link leads away from. */
  async #settled(
    path: AbsolutePath,
    options: WriteOptions,
  ): Promise<{ readonly path: AbsolutePath; readonly options: WriteOptions }> {
    const { within } = options;
    if ([...this.#places.values()].includes(within)) return { path, options: { within, links: 'refuse' } };
    if (!this.#places.has(within)) return { path, options };
    if (this.#places.get(within) === undefined) await this.inspect(within);
    const first = this.#places.get(within);
    const rest = relativeWithin(path, within);
    if (first === undefined || rest === undefined) return { path, options };
    return { path: resolvePath(first, rest), options: { within: first, links: 'refuse' } };
  }
}

/** The working directory, the workspace roots and whatever else a profile lets be written; nothing where nobody is confined. */
export function settledPlaces(profile: PermissionProfile, context: PermissionContext): readonly AbsolutePath[] {
  if (profile.kind !== 'managed' || profile.fileSystem.kind !== 'restricted') return [];
  const { paths } = resolveEntries(profile.fileSystem.entries, context);
  const writable = paths.filter(({ entry }) => entry.access === 'write').map(({ path }) => path);
  return [context.cwd, ...context.workspaceRoots, ...writable];
}
