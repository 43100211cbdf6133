import type { AbsolutePath } from '../paths/absolute-path.js';
import type { NetworkAccess } from './network-policy.js';

/**
 * The older, coarser description of what a thread may do. Session files and older clients still carry it; here it is only ever a
 * projection of a {@link PermissionProfile}, or something to turn into one.
 */
export type SandboxPolicy =
  | { readonly kind: 'danger-full-access' }
  | { readonly kind: 'read-only'; readonly network: NetworkAccess }
  | { readonly kind: 'external'; readonly network: NetworkAccess }
  | WorkspaceWriteSandboxPolicy;

/** Workspace roots are writable, besides `writableRoots` and, unless excluded, the temporary directories. */
export interface WorkspaceWriteSandboxPolicy {
  readonly kind: 'workspace-write';
  readonly writableRoots: readonly AbsolutePath[];
  readonly network: NetworkAccess;
  readonly excludeTmpdir: boolean;
  readonly excludeSlashTmp: boolean;
}
