import type { AbsolutePath } from '../paths/absolute-path.js';

/** What was found at one path. The domain never looks at the disk: facts are gathered through the `FileSystem` port and handed in. */
export interface PathFact {
  /** After following links; `other` is a device, FIFO or socket. */
  readonly type: 'missing' | 'file' | 'directory' | 'other';
  /** The canonical spelling; for a missing path, that of its nearest existing ancestor plus the missing rest. */
  readonly realPath: AbsolutePath;
  /** The path itself and those of its ancestors that are symbolic links, outermost first. */
  readonly symlinks: readonly AbsolutePath[];
  /** For a missing path, its outermost component that does not exist. */
  readonly firstMissing?: AbsolutePath;
  /** The canonical spelling of that component, where a link leads to a place above which something is missing as well. */
  readonly realFirstMissing?: AbsolutePath;
  /** A directory without entries, or a file without bytes. */
  readonly empty?: boolean;
  /** For a file whose text is `gitdir: <path>`: the directory pointed at, canonical, when it exists or nobody may tell. */
  readonly gitdir?: AbsolutePath;
  /** The directory that a file `commondir` in that one names, canonical: what several working trees share, their hooks for one. */
  readonly commonDirectory?: AbsolutePath;
}

/** Facts by path. A path without a fact counts as missing. */
export type PathFacts = ReadonlyMap<AbsolutePath, PathFact>;
