import type { AbsolutePath } from '../../domain/paths/absolute-path.js';

/** Why a file may not be changed: the permissions name other places, or no place at all, or the file may not even be read. */
export type WriteRefusal = 'outside' | 'read-only' | 'unreadable';

/** Whether a file may be changed; `within` is the directory (or the file itself) that was granted, and that contains the path. */
export type WritePermission =
  | { readonly kind: 'allowed'; readonly within: AbsolutePath }
  | { readonly kind: 'refused'; readonly reason: WriteRefusal };

/** Asks the permissions about a path as it is spelled; links are dealt with by whoever asks. */
export type AuthorizeWrite = (path: AbsolutePath) => WritePermission;

/** What the model is told when a patch may not be applied and nobody can be asked. */
export function describeRefusal(reason: WriteRefusal): string {
  const cause = reason === 'read-only' ? 'writing is blocked by read-only sandbox' : 'writing outside of the project';
  return `patch rejected: ${cause}; rejected by user approval settings`;
}
