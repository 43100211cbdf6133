import type { PermissionProfile } from '../domain/permissions/permission-profile.js';
import type { FileSystem } from '../ports/file-system.js';

/** Where a patch is applied and what it may touch. */
export interface ApplyPatchOptions {
  /** What relative paths of the patch start from. Absolute, or relative to the working directory of the process. */
  readonly cwd: string;
  /**
   * What may be read and written. Without it, only what lies below `cwd` may be changed, and neither `.git` nor other protected names
   * directly below it. `{ kind: 'disabled' }` allows whatever the process is allowed.
   */
  readonly permissions?: PermissionProfile;
  /**
   * `tool`, the default, refuses two operations on one path and words errors for a model; `command-line` does neither, as the public
   * `apply_patch` program.
   */
  readonly rules?: 'tool' | 'command-line';
  /** Whether the changes of the outcome carry unified diffs; false by default. */
  readonly diffs?: boolean;
  /** Where the files are; the disk by default. */
  readonly fileSystem?: FileSystem;
}
