import type { AbsolutePath } from '../paths/absolute-path.js';
import type { UnusableContent } from './file-content.js';

/** Why a text is not a patch. `line` counts from 1, the line of the begin marker. */
export type PatchSyntaxError =
  | { readonly code: 'missing-begin-marker' }
  | { readonly code: 'missing-end-marker' }
  /** Lengths are in UTF-16 code units. */
  | { readonly code: 'patch-too-large'; readonly length: number; readonly maxLength: number }
  | { readonly code: 'invalid-header'; readonly line: number; readonly text: string }
  | { readonly code: 'empty-update'; readonly line: number; readonly path: string }
  | { readonly code: 'empty-chunk'; readonly line: number }
  | { readonly code: 'unexpected-line'; readonly line: number; readonly text: string }
  | { readonly code: 'missing-chunk-marker'; readonly line: number; readonly text: string };

/** Why the chunks of an update do not fit a text. */
export type EditError =
  | { readonly code: 'context-not-found'; readonly context: string }
  | { readonly code: 'lines-not-found'; readonly lines: readonly string[] };

/** Why a well-formed patch cannot be carried out on the files that are there. */
export type PatchPlanError =
  | { readonly code: 'no-operations' }
  | { readonly code: 'invalid-path'; readonly text: string; readonly problem: string }
  | { readonly code: 'repeated-path'; readonly path: AbsolutePath }
  | (EditError & { readonly path: AbsolutePath })
  | {
      readonly code: 'unusable-file';
      readonly path: AbsolutePath;
      readonly operation: 'update' | 'delete';
      readonly problem: UnusableContent;
    }
  /** The path to write is a directory, a device or the like. */
  | { readonly code: 'unwritable-path'; readonly path: AbsolutePath };

/** Everything that can be wrong with a patch. */
export type PatchError = PatchSyntaxError | PatchPlanError;
