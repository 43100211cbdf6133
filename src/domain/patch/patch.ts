/** One line of a chunk: kept as it is in the file, taken out, or put in. The text has no line ending. */
export interface ChunkLine {
  readonly kind: 'context' | 'remove' | 'add';
  readonly text: string;
}

/** One place of a file that changes. */
export interface PatchChunk {
  /** The line after which to look for the chunk, as written behind `@@`; absent when nothing narrows the search. */
  readonly context?: string;
  /** At least one line, in the order of the file. */
  readonly lines: readonly ChunkLine[];
  /** Whether the kept and removed lines must be the last ones of the file. */
  readonly endOfFile: boolean;
}

/** What a patch does to one file. Paths are as written: relative to the working directory, or absolute. */
export type PatchOperation =
  | { readonly kind: 'add'; readonly path: string; readonly content: string }
  | { readonly kind: 'delete'; readonly path: string }
  | {
      readonly kind: 'update';
      readonly path: string;
      readonly moveTo?: string;
      /** At least one chunk, in the order of the file. */
      readonly chunks: readonly PatchChunk[];
    };

/** A patch that is well formed; nothing is known yet about the files it names. */
export interface Patch {
  readonly operations: readonly PatchOperation[];
  /** The environment that the patch asks to be applied in, where it names one. */
  readonly environmentId?: string;
}
