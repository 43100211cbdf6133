import type { AbsolutePath } from '../paths/absolute-path.js';
import type { AccessMode } from './access-mode.js';
import type { EntryOrigin } from './entry-origin.js';
import type { SpecialPath } from './special-path.js';

/** What an entry speaks about. Globs carry `deny` only; a `workspace-glob` is relative to every workspace root until it is materialised. */
export type PolicyPath =
  | { readonly kind: 'path'; readonly path: AbsolutePath }
  | { readonly kind: 'glob'; readonly pattern: string }
  | { readonly kind: 'workspace-glob'; readonly pattern: string }
  | { readonly kind: 'special'; readonly special: SpecialPath };

/** One rule. `missingPath: 'skip'` marks an automatic carve-out, which may be left out where its path does not exist. */
export interface FileSystemEntry {
  readonly path: PolicyPath;
  readonly access: AccessMode;
  readonly missingPath?: 'skip';
  /** Where the rule was written; only for explanations, never for decisions, and absent on the wire. */
  readonly origin?: EntryOrigin;
}

/** Rules that must be enforced. Whatever no entry speaks about is denied. */
export interface RestrictedFileSystemPolicy {
  readonly kind: 'restricted';
  readonly entries: readonly FileSystemEntry[];
  /** How deep deny globs are looked for below their fixed prefix, >= 1; unbounded when absent. */
  readonly globScanMaxDepth?: number;
}

/** The rules over a file system. The order of entries never matters. */
export type FileSystemPolicy =
  | RestrictedFileSystemPolicy
  | { readonly kind: 'unrestricted' }
  | { readonly kind: 'external' };
