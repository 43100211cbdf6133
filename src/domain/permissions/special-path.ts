/**
 * A path that is known by its role instead of its spelling.
 * `unknown` carries a token of a newer release: it survives a round trip, warns, and grants nothing.
 */
export type SpecialPath =
  | { readonly kind: 'root' }
  | { readonly kind: 'minimal' }
  | { readonly kind: 'workspace-roots'; readonly subpath?: string }
  | { readonly kind: 'tmpdir' }
  | { readonly kind: 'slash-tmp' }
  | { readonly kind: 'unknown'; readonly token: string; readonly subpath?: string };
