import type { FileSystemEntry } from './file-system-policy.js';

/** File system rules to add to those of a profile. */
export interface FileSystemGrants {
  readonly entries: readonly FileSystemEntry[];
  /** How deep deny globs are looked for, >= 1; unbounded when absent. */
  readonly globScanMaxDepth?: number;
}

/** What one command, one turn or the rest of a session gets on top of its profile. An absent part asks for nothing. */
export interface AdditionalPermissions {
  readonly network?: { readonly enabled?: boolean };
  readonly fileSystem?: FileSystemGrants;
}
