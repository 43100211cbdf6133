/** Where a rule was written down. */
export type EntryOrigin =
  /** A profile's table, or a built-in profile; `key` is the path of keys in the configuration, empty for a built-in. */
  | { readonly kind: 'profile'; readonly profile: string; readonly key: readonly string[] }
  /** A setting of the older syntax, such as `sandbox_workspace_write.writable_roots`. */
  | { readonly kind: 'legacy-setting'; readonly key: string }
  /** Something that an administrator requires. */
  | { readonly kind: 'requirement'; readonly source: string }
  /** A grant for one command, turn or session. */
  | { readonly kind: 'grant' };
