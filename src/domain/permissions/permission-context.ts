import type { AbsolutePath } from '../paths/absolute-path.js';

/** The places that symbolic paths stand for on one machine, in one thread. */
export interface PermissionContext {
  readonly cwd: AbsolutePath;
  /** The runtime workspace roots, first the primary one; usually `[cwd, ...added directories]`. */
  readonly workspaceRoots: readonly AbsolutePath[];
  /** What `:tmpdir` stands for; absent when the environment names none. */
  readonly tmpdir?: AbsolutePath;
  /** What `:slash_tmp` stands for: `/tmp` where that is a directory, absent elsewhere. */
  readonly slashTmp?: AbsolutePath;
}
