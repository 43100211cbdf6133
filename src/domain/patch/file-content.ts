import type { AbsolutePath } from '../paths/absolute-path.js';

/** Where a path really leads, as far as it was looked up. */
export interface FileIdentity {
  /** The canonical spelling; two paths with the same one are the same file. The path itself when absent. */
  readonly realPath?: AbsolutePath;
  /** Whether the path itself, not only a directory above it, is a symbolic link. */
  readonly link?: boolean;
}

/** Why a path has no text that could be edited. */
export type UnusableContent =
  | { readonly kind: 'missing' }
  /** `below-file`: a directory above the path is a file. */
  | { readonly kind: 'not-a-file'; readonly type: 'directory' | 'other' | 'below-file' }
  /** `index` is the offset of the first wrong byte, `length` (1-3) the number of wrong bytes; absent when the file ends within a character. */
  | { readonly kind: 'not-utf8'; readonly index: number; readonly length?: number }
  | { readonly kind: 'too-large'; readonly maxBytes: number }
  | { readonly kind: 'unreadable'; readonly message: string };

/** What was found at a path that a patch names. */
export type FileContent = FileIdentity & ({ readonly kind: 'text'; readonly text: string } | UnusableContent);

/** Found contents by path. A path without one counts as missing. */
export type FileContents = ReadonlyMap<AbsolutePath, FileContent>;
