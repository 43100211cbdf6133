import type { FileSystemPolicy } from './file-system-policy.js';
import type { NetworkPolicy } from './network-policy.js';

/**
 * What commands and tools of a thread may do.
 * `managed` is enforced by a sandbox of ours; `external` says that somebody else isolates the process; `disabled` means no sandbox at all.
 */
export type PermissionProfile =
  | {
      readonly kind: 'managed';
      readonly fileSystem: Exclude<FileSystemPolicy, { readonly kind: 'external' }>;
      readonly network: NetworkPolicy;
    }
  | { readonly kind: 'external'; readonly network: NetworkPolicy }
  | { readonly kind: 'disabled' };
